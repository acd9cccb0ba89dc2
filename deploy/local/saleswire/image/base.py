"""What the image stands on: Docker's python, or Debian's packages where no registry answers."""

import os
import shutil
import subprocess
from pathlib import Path

from saleswire.image.podman import has_image, podman
from saleswire.missing import Missing

PYTHON = "docker.io/library/python:3.13-slim"
DEBIAN = "localhost/saleswire-debian:trixie"
PATIENCE = 120  # seconds for a registry to give its image
LEFT_OUT = ("./proc/*", "./sys/*", "./dev/*", "./var/cache/apt/*")


def base(state: Path) -> str:
    """The name of an image to stand on, brought here if it has to be; raises Missing."""
    if not has_image(state, PYTHON):
        try:
            podman(state, "pull", "-q", PYTHON, timeout=PATIENCE)
        except (Missing, subprocess.TimeoutExpired):
            print("image: no registry gives python:3.13-slim, Debian's packages take its place", flush=True)
            return debian(state)
    return PYTHON


def debian(state: Path) -> str:
    """Debian 13 with its Python 3.13, made by debootstrap once and kept in the state folder."""
    if not has_image(state, DEBIAN):
        archive = state / "image" / "debian.tar"
        if not archive.is_file():
            bootstrap(archive)
        podman(state, "import", "-q", str(archive), DEBIAN)
    return DEBIAN


def bootstrap(archive: Path) -> None:
    """Write Debian's smallest root file system as an archive; raises Missing."""
    if os.geteuid() or not shutil.which("debootstrap"):
        raise Missing("Debian's packages cannot be unpacked here", "root, and apt-get install debootstrap")
    folder = archive.with_suffix(".folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packages = "--include=python3,python3-venv,ca-certificates"
    run("debootstrap", "--variant=minbase", packages, "trixie", str(folder))
    left_out = [f"--exclude={each}" for each in LEFT_OUT]
    fresh = archive.with_suffix(".new")
    run("tar", "-C", str(folder), "--sort=name", *left_out, "-cf", str(fresh), ".")
    fresh.rename(archive)
    shutil.rmtree(folder)


def run(*command: str) -> None:
    """Run a step; raises Missing with its last words."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{command[0]} failed: {(done.stderr or done.stdout)[-1500:]}")
