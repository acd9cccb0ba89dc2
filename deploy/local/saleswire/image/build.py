"""Builds the image from the checkout: the same commit gives the same digest."""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from saleswire.image.podman import podman
from saleswire.places import ROOT

AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
VERSION = version("saleswire-local")
TAG = f"localhost/saleswire:{VERSION}"
BILL = "/usr/share/sbom/saleswire.cdx.json"


@dataclass(frozen=True)
class Built:
    """What came out."""

    digest: str
    size: int  # bytes
    seconds: float


def build(state: Path, on: str, anew: bool = False) -> Built:
    """Build the image on another one, without earlier steps where ``anew``; raises Missing."""
    began = time.monotonic()
    folder = ROOT / "deploy" / "image"
    epoch = moment()
    made = {"BASE": on, "VERSION": VERSION, "REVISION": revision(), "CREATED": spelled(epoch)}
    podman(
        state,
        *("build", "--network", "host", "--timestamp", str(epoch), "-t", TAG),
        *("-f", str(folder / "Containerfile"), "--ignorefile", str(folder / "Containerfile.dockerignore")),
        *(word for name, value in made.items() for word in ("--build-arg", f"{name}={value}")),
        *(word for here, there in mounts() for word in ("-v", f"{here}:{there}:ro")),
        *(["--no-cache"] if anew else []),
        str(ROOT),
    )
    size, digest = podman(state, "image", "inspect", "--format", "{{.Size}} {{.Digest}}", TAG).split()
    return Built(digest, int(size), time.monotonic() - began)


def mounts() -> Iterator[tuple[Path, str]]:
    """What this machine's tools are told of indexes and authorities, for the build's steps only."""
    home = Path.home()
    wanted = {
        AUTHORITIES: [Path(os.environ.get("SSL_CERT_FILE", AUTHORITIES))],
        "/etc/pip.conf": [home / ".config/pip/pip.conf", home / ".pip/pip.conf", Path("/etc/pip.conf")],
        "/tmp/.npmrc": [home / ".npmrc"],  # noqa: S108  # inside, where npm's home is
    }
    for there, candidates in wanted.items():
        yield from [(here, there) for here in candidates if here.is_file()][:1]


def moment() -> int:
    """Seconds since 1970 that all files and the image get: SOURCE_DATE_EPOCH, or the commit's."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct") or 0)


def spelled(epoch: int) -> str:
    """A moment as labels have it."""
    return datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z")


def revision() -> str:
    """The commit; says so where files differ from it, and when there is none."""
    changed = "-changed" if git("status", "--porcelain") else ""
    return (git("rev-parse", "HEAD") or "unknown") + changed


def git(*arguments: str) -> str:
    """What git says of the checkout; empty where it is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def save_bill(state: Path) -> Path:
    """Copy the bill of materials out of the image."""
    content = podman(state, "run", "--rm", "--network", "host", "--entrypoint", "cat", TAG, BILL)
    target = state / "image" / "sbom.cdx.json"
    target.write_text(content + "\n")
    return target
