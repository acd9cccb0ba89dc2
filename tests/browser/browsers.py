"""A Chromium to look at the pages with: the machine's own, else Debian's by apt, else Playwright's.

The one without windows comes first: a new profile costs it a tenth of the work, and it draws the same pages.
`python tests/browser/browsers.py` installs one where there is none and says which it is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, async_playwright

SHELL, WHOLE = "chromium-headless-shell", "chromium"  # as Debian calls them
NAMES = {SHELL: (SHELL,), WHOLE: (WHOLE, "chromium-browser", "google-chrome", "google-chrome-stable")}
BUNDLED = {SHELL: "chromium_headless_shell-*/*/*-shell", WHOLE: "chromium-*/chrome-linux*/chrome"}
APT = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=400")
QUIET = (  # nothing that asks the outside, nothing that moves by itself
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"),
)


class NoBrowser(Exception):
    """There is no Chromium here and none could be installed; the text says what helps."""


def find_chromium(*, windows: bool = False) -> str:
    """Path of a Chromium that starts; CHROMIUM in the environment comes first. Installs one if need be.

    ``windows`` asks for the one that people use; else that comes second.
    """
    kinds = (WHOLE,) if windows else (SHELL, WHOLE)
    if found := installed(kinds[0]):
        return found
    by_apt(kinds[0])
    if found := installed(*kinds):
        return found
    tried = []
    for attempt in (partial(by_apt, *kinds, anew=True), by_playwright):
        tried.append(attempt())
        if found := installed(*kinds):
            return found
    raise NoBrowser(
        "\n".join([*filter(None, tried), "No Chromium was found. This helps: sudo apt-get install chromium"])
    )


def installed(*kinds: str) -> str:
    """The first Chromium of these kinds that starts, or nothing."""
    here = [shutil.which(name) or "" for kind in kinds for name in NAMES[kind]]
    named = [os.environ.get("CHROMIUM", ""), *here, *(path for kind in kinds for path in bundled(kind))]
    return next((path for path in named if path and starts(path)), "")


def bundled(kind: str) -> list[str]:
    """Where Playwright keeps its own, the newest first."""
    kept = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    return [str(path) for path in sorted(Path(kept).expanduser().glob(BUNDLED[kind]), reverse=True)]


def starts(path: str) -> bool:
    """Whether it says its version; the package of some systems only says how to get a snap."""
    try:
        done = run([path, "--version"])
    except OSError:
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def by_apt(*packages: str, anew: bool = False) -> str:
    """The first of Debian's packages that there is, where we are root; answers what went wrong with the last.

    ``anew`` asks Debian first what there is today.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    if anew:
        run([*APT, "update"])
    for package in packages:
        if not (words := said([*APT, "install", "-y", "--no-install-recommends", package])):
            return ""
    return words


def by_playwright() -> str:
    """Playwright's own build; answers what went wrong."""
    return said([sys.executable, "-m", "playwright", "install", "chromium"])


def said(command: list[str]) -> str:
    """What a failed command said, or nothing."""
    done = run(command)
    return f"{' '.join(command)}: {done.stderr.strip()[-800:]}" if done.returncode else ""


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, however long an installation takes."""
    told = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)  # noqa: S603  ours


@asynccontextmanager
async def chromium(*, windows: bool = False) -> AsyncIterator[Browser]:
    """A running Chromium that shows nothing; ``windows`` asks for the one that people use."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    async with async_playwright() as playwright:
        path = find_chromium(windows=windows)
        browser = await playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    print(find_chromium())
