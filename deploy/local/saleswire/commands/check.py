"""`saleswire check`: format, lint, types, house rules and generated files; all of them, then the verdict."""

import subprocess
import sys
import time
from pathlib import Path

import typer
from rich.console import Console

from saleswire.places import ROOT

BIN = Path(sys.executable).parent


def steps() -> dict[str, list[str]]:
    """Command by name."""
    python = sys.executable
    return {
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint": [str(BIN / "ruff"), "check", "."],
        "types": [str(BIN / "mypy"), *typed()],
        "house rules": [python, "-m", "pytest", "-q", "tests/test_house_rules.py"],
        "schemas": [python, "-m", "saleswire", "schemas", "--check"],
    }


def typed() -> list[str]:
    """Packages whose types are checked, as far as they exist."""
    folders = ["contracts", "chassis", "kernel"]
    folders += ["deploy/local/saleswire", "deploy/reference-consumers", "benchmarks"]
    packages = sorted(str(app.parent.relative_to(ROOT)) for app in ROOT.glob("services/*/*/app.py"))
    return [folder for folder in folders if (ROOT / folder).is_dir()] + packages


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
