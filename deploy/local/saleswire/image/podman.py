"""podman, which builds the image and runs it. PODMAN may name a wrapper with a storage of its own."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

from saleswire.missing import Missing

UNIFIED = Path("/sys/fs/cgroup/cgroup.controllers")
OLD_GROUPS = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
"""


def podman(state: Path, *arguments: str, timeout: float | None = None) -> str:
    """Run podman and answer what it wrote; raises Missing with its words, TimeoutExpired."""
    done = subprocess.run(
        [program(), *arguments], env=told(state), capture_output=True, text=True, check=False, timeout=timeout
    )
    if done.returncode:
        raise Missing(f"podman {' '.join(arguments[:2])} failed: {(done.stderr or done.stdout)[-3000:]}")
    return done.stdout.strip()


async def podman_later(state: Path, *arguments: str) -> str:
    """The same beside a running loop."""
    return await asyncio.to_thread(podman, state, *arguments)


def has_image(state: Path, name: str) -> bool:
    """Whether the image is in the storage."""
    done = subprocess.run([program(), "image", "exists", name], env=told(state), check=False)
    return done.returncode == 0


def program() -> str:
    """Where podman is; raises Missing."""
    found = shutil.which(os.environ.get("PODMAN", "podman"))
    if not found:
        raise Missing("podman is not here", "sudo apt-get install podman buildah runc debootstrap")
    return found


def told(state: Path) -> dict[str, str]:
    """Our environment, with settings for machines without unified control groups: crun refuses those.

    The limits are modest, because a container may not be given more than its maker has.
    """
    if UNIFIED.exists() or "CONTAINERS_CONF" in os.environ:
        return dict(os.environ)
    file = state / "image" / "containers.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(OLD_GROUPS)
    return {**os.environ, "CONTAINERS_CONF": str(file), "BUILDAH_ISOLATION": "chroot"}
