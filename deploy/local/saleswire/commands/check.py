"""`saleswire check`: format, lint, templates, types, house rules and generated files, then the verdict."""

import subprocess
import sys
import time
from pathlib import Path

import typer
from rich.console import Console

from saleswire.places import ROOT

BIN = Path(sys.executable).parent
STAND = "MYPYPATH=.:deploy/local:services/reporting"  # what it imports; no test runs all of it


def steps() -> dict[str, list[str]]:
    """Command by name."""
    python = sys.executable
    return {
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint": [str(BIN / "ruff"), "check", "."],
        "templates": [str(BIN / "djlint"), "--check", "--lint", "services/web/web"],
        "types": [str(BIN / "mypy"), *typed()],
        "types of faults": ["env", STAND, str(BIN / "mypy"), "--explicit-package-bases", "tests/faults"],
        "house rules": [python, "-m", "pytest", "-q", "tests/house"],
        "schemas": [python, "-m", "saleswire", "schemas", "--check"],
    }


def typed() -> list[str]:
    """Packages whose types are checked, as far as they exist; those beside tests say what others answer."""
    folders = ["contracts", "chassis", "kernel"]
    folders += ["client", "samples", "deploy/local/saleswire", "deploy/reference-consumers", "benchmarks"]
    folders += _parents("services/*/*/app.py") + _parents("services/*/tests/*/__init__.py")
    return [folder for folder in folders if (ROOT / folder).is_dir()]


def _parents(files: str) -> list[str]:
    return sorted(str(file.parent.relative_to(ROOT)) for file in ROOT.glob(files))


def check() -> None:
    """Run every check; exit code 1 when one failed."""
    console = Console(highlight=False)
    failed = []
    for name, command in steps().items():
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        took = time.monotonic() - began
        console.print(f"{'[red]failed[/]' if done.returncode else '[green]good[/]  '} {name} ({took:.1f} s)")
        if done.returncode:
            failed.append(name)
            console.print((done.stdout + done.stderr)[-8000:], markup=False, soft_wrap=True)
    if failed:
        console.print(f"failed: {', '.join(failed)}")
        raise typer.Exit(1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("check")(check)
