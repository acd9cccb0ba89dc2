"""The last step of the image, run inside it by the base's Python: takes away, adds, notes what is left.

Standard library only, and run once: what removes packages is removed with them.
"""

import compileall
import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode
from urllib.parse import quote

HOME = Path("/opt/saleswire")
VENV = Path("/opt/venv")
STATE = Path("/var/lib/saleswire")
BILL = Path("/usr/share/sbom/saleswire.cdx.json")
DPKG = Path("/var/lib/dpkg")
USER = 10001
REMOVED = {  # Debian's packages that install, sign people in, or mount: nothing that serves needs them
    *("apt", "libapt-pkg7.0", "dpkg", "debconf", "debian-archive-keyring", "sqv", "gpgv", "perl-base"),
    *("python3-venv", "python3.13-venv", "python3-pip-whl", "python3-setuptools-whl", "python3-pip"),
    *("adduser", "init-system-helpers", "login", "login.defs", "mount", "passwd", "sysvinit-utils"),
    *("bsdutils", "util-linux", "libpam-modules", "libpam-modules-bin", "libpam-runtime", "tar"),
}
LEFTOVERS = (  # folders and files of no use to what runs, and what differs from one build to the next
    *(
        "/var/lib/apt",
        "/var/cache",
        "/var/log",
        "/var/backups",
        "/etc/apt",
        "/etc/machine-id",
        "/root/.cache",
    ),
    *("/usr/share/man", "/usr/share/locale", "/usr/share/info", "/usr/share/lintian", "/usr/local/include"),
    *("/etc/shadow-", "/etc/gshadow-", "/etc/passwd-", "/etc/group-", "/etc/ld.so.cache-"),
)
PYTHON_LEFTOVERS = ("ensurepip", "idlelib", "lib2to3", "test", "turtledemo", "site-packages/pip")


def main() -> None:
    """Finish the image."""
    for package in sorted(REMOVED & {name for name, _ in installed()}):
        remove(package)
    write_status()
    for leftover in LEFTOVERS:
        delete(Path(leftover))
    library = Path(sysconfig.get_path("stdlib"))
    for name in PYTHON_LEFTOVERS:
        delete(library / name)
    for archive in library.glob("config-*/*.a"):
        archive.unlink()
    for script in Path("/usr/local/bin").glob("pip*"):
        script.unlink()
    for name in ("/var/log", "/var/cache"):
        Path(name).mkdir(exist_ok=True)
    enlist()
    lay_paths()
    compile_all(library)
    write_bill()
    for built in ("deploy/image", "services/web/assets"):
        delete(HOME / built)
    os.chown(STATE, USER, USER)
    STATE.chmod(0o1777)  # some engines give a file system in memory the mode of the folder below it


def installed() -> list[tuple[str, str]]:
    """Name and paragraph of each of Debian's packages."""
    paragraphs = (DPKG / "status").read_text().strip().split("\n\n")
    return [(field(text, "Package"), text) for text in paragraphs if "\nStatus: install ok installed" in text]


def field(paragraph: str, name: str) -> str:
    """The value of a one-line field, empty without it."""
    found = [line for line in paragraph.splitlines() if line.startswith(f"{name}: ")]
    return found[0].partition(": ")[2] if found else ""


def files_of(package: str) -> list[Path]:
    """All that a package brought."""
    lists = [*(DPKG / "info").glob(f"{package}.list"), *(DPKG / "info").glob(f"{package}:*.list")]
    return [Path(line) for listed in lists for line in listed.read_text().splitlines() if line != "/."]


def remove(package: str) -> None:
    """Delete the files of a package, not its licence; folders may be others', too."""
    for path in files_of(package):
        if path.name != "copyright" and (path.is_symlink() or path.is_file()):
            path.unlink()


def write_status() -> None:
    """Leave of dpkg what scanners read: which packages the image has."""
    kept = [text for name, text in installed() if name not in REMOVED]
    shutil.rmtree(DPKG)
    DPKG.mkdir()
    (DPKG / "status").write_text("\n\n".join(kept) + "\n")


def delete(path: Path) -> None:
    """Delete a file or a folder that may not be there; what is mounted into the build stays."""
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    except OSError as error:
        print(f"finish: {path} stays: {error}", file=sys.stderr)


def enlist() -> None:
    """The user that everything runs as, and the one place where it may write."""
    with Path("/etc/passwd").open("a") as passwd:
        passwd.write(f"saleswire:x:{USER}:{USER}::{STATE}:/usr/sbin/nologin\n")
    with Path("/etc/group").open("a") as group:
        group.write(f"saleswire:x:{USER}:\n")
    STATE.mkdir(parents=True)


def lay_paths() -> None:
    """Have our packages imported from where they lie in the checkout, and the command on the path."""
    folders = [HOME, *sorted((HOME / "services").iterdir()), HOME / "deploy" / "local"]
    folders += [HOME / "deploy" / "reference-consumers"]
    packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "saleswire.pth").write_text("\n".join(map(str, folders)) + "\n")
    command = VENV / "bin" / "saleswire"
    command.write_text(f"#!{VENV}/bin/python\nfrom saleswire.cli import main\n\nmain()\n")
    command.chmod(0o755)


def compile_all(library: Path) -> None:
    """Byte code that holds whatever a file's date is: nobody may write any later. Packages have theirs."""
    for folder in (library, *library.parent.glob("python3/dist-packages"), HOME):
        for cache in sorted(folder.rglob("__pycache__")):
            shutil.rmtree(cache)
        compileall.compile_dir(
            folder, quiet=2, force=True, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
        )


def write_bill() -> None:
    """Complete the bill of Python's packages by Debian's and by the browser's, in a fixed order."""
    bill = json.loads(BILL.read_text())
    bill["components"] += [*debian(), *browser()]
    bill["metadata"]["component"] = {"type": "application", "name": "saleswire", "bom-ref": "saleswire"}
    BILL.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n")


def debian() -> Iterator[dict[str, str]]:
    """What is left of Debian."""
    for name, text in installed():
        version, architecture = field(text, "Version"), field(text, "Architecture")
        yield component(name, version, f"pkg:deb/debian/{name}@{quote(version)}?arch={architecture}")


def browser() -> Iterator[dict[str, str]]:
    """What was bundled for browsers; the bundler itself is not among it."""
    lock = json.loads((HOME / "services/web/assets/package-lock.json").read_text())
    for place, package in sorted(lock["packages"].items()):
        name = place.rpartition("node_modules/")[2]
        if name and not package.get("dev") and not package.get("optional"):
            yield component(name, package["version"], f"pkg:npm/{quote(name)}@{package['version']}")


def component(name: str, version: str, purl: str) -> dict[str, str]:
    """One entry of the bill."""
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}


if __name__ == "__main__":
    main()
