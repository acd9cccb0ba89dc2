"""`saleswire setup`: bring .venv to what requirements.lock and the members say."""

import subprocess
import sys

import typer

from saleswire.places import ROOT


def setup() -> None:
    """Install what is locked; nothing happens when nothing changed."""
    script = ROOT / "deploy" / "local" / "bootstrap.py"
    raise typer.Exit(subprocess.run([sys.executable, str(script)], check=False).returncode)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("setup")(setup)
