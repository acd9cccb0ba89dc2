"""An environment of one service, with contracts, chassis and its own third parties, without other services.

Its tests run there, which proves that the service could move to a repository of its own.
"""

import asyncio
import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from saleswire.missing import Missing
from saleswire.uv import uv_told

TEST_TOOLS = ("hypothesis", "pytest", "pytest-asyncio", "pytest-timeout")
UV = Path(sys.executable).with_name("uv")


async def environment_of(root: Path, service: str) -> Path:
    """The environment's Python; made anew when what the service asks for has changed."""
    place = root / ".local" / "alone" / service
    wanted = third_parties(root, service)
    stamp = hashlib.sha256(
        "\n".join([*wanted, (root / "requirements.lock").read_text()]).encode()
    ).hexdigest()
    if not (place / "stamp").is_file() or (place / "stamp").read_text() != stamp:
        await asyncio.to_thread(make, root, service, place, wanted)
        (place / "stamp").write_text(stamp)
    return place / "bin" / "python"


def third_parties(root: Path, service: str) -> list[str]:
    """What the service and what it stands on ask of the outside, and the tools of its tests."""
    wanted = set(TEST_TOOLS)
    for folder in (root / "contracts", root / "chassis", root / "kernel", root / "services" / service):
        told = tomllib.loads((folder / "pyproject.toml").read_text())
        wanted.update(told["project"].get("dependencies", []))
    wanted.update(told.get("dependency-groups", {}).get("test", []))
    return sorted(line for line in wanted if not line.startswith("saleswire-"))


def make(root: Path, service: str, place: Path, wanted: list[str]) -> None:
    """Fill a new environment; a path file makes these packages importable, and no other of ours."""
    shutil.rmtree(place, ignore_errors=True)
    python = place / "bin" / "python"
    _run("venv", "-q", "--python", sys.executable, str(place))
    _run("pip", "install", "-q", "--python", str(python), "-c", str(root / "requirements.lock"), *wanted)
    packages = next(place.glob("lib/python3*/site-packages"))
    (packages / "saleswire.pth").write_text(f"{root}\n{root / 'services' / service}\n")


def _run(*arguments: str) -> None:
    command = [str(UV), *arguments]
    done = subprocess.run(command, env=uv_told(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"uv {' '.join(arguments[:2])} failed: {done.stderr.strip()[-2000:]}")
