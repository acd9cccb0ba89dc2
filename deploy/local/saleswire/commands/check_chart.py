"""`saleswire check-chart`: the Helm chart held against tools and rules; all of them, then the verdict."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from saleswire.places import ROOT

if TYPE_CHECKING:
    from saleswire.chart.checks import Check, Rendered

TESTS = ROOT / "deploy" / "chart" / "tests"


def check_chart() -> None:
    """Run every check of the chart; exit code 1 when one failed."""
    from saleswire.chart.checks import checks, rendered
    from saleswire.chart.rendering import Refused

    console = Console(highlight=False)
    try:
        manifests = rendered()
    except Refused as words:
        console.print(f"[red]failed[/] template: {words}", soft_wrap=True)
        raise typer.Exit(1) from None
    results = [run(name, check, manifests, console) for name, check in checks().items()]
    if not all([*results, rules(console)]):
        raise typer.Exit(1)


def run(name: str, check: "Check", manifests: "Rendered", console: Console) -> bool:
    """Run one check and say how it went; True unless something is wrong."""
    from saleswire.chart.checks import NotRun

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            wrong = list(check(manifests, Path(folder)))
        except NotRun as lack:
            console.print(f"[yellow]NOT RUN[/] {name}: {lack}", soft_wrap=True)
            return True
    tell(name, not wrong, time.monotonic() - began, console)
    for words in wrong:
        console.print(words[-8000:], markup=False, soft_wrap=True)
    return not wrong


def rules(console: Console) -> bool:
    """Our own rules, which are tests."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(TESTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    tell("rules", done.returncode == 0, time.monotonic() - began, console)
    if done.returncode:
        console.print((done.stdout + done.stderr)[-8000:], markup=False, soft_wrap=True)
    return done.returncode == 0


def tell(name: str, good: bool, seconds: float, console: Console) -> None:
    """One line of the verdict."""
    console.print(f"{'[green]good[/]  ' if good else '[red]failed[/]'} {name} ({seconds:.1f} s)")


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("check-chart")(check_chart)
