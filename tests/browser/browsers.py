"""A Chromium to look at the pages with: the machine's own, else Debian's by apt, else Playwright's.

`python tests/browser/browsers.py` installs one where there is none and says which it is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (  # nothing that asks the outside, nothing that moves by itself
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"),
)


class NoBrowser(Exception):
    """There is no Chromium here and none could be installed; the text says what helps."""


def find_chromium() -> str:
    """Path of a Chromium that starts; CHROMIUM in the environment comes first. Installs one if need be."""
    if found := installed():
        return found
    tried = [words for attempt in (by_apt, by_playwright) if (words := attempt())]
    if found := installed():
        return found
    raise NoBrowser("\n".join([*tried, "No Chromium was found. This helps: sudo apt-get install chromium"]))


def installed() -> str:
    """The first Chromium that starts, or nothing."""
    named = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES), *bundled()]
    return next((path for path in named if path and starts(path)), "")


def bundled() -> list[str]:
    """Where Playwright keeps its own, the newest first."""
    kept = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    found = Path(kept).expanduser().glob("chromium-*/chrome-linux*/chrome")
    return [str(path) for path in sorted(found, reverse=True)]


def starts(path: str) -> bool:
    """Whether it says its version; the package of some systems only says how to get a snap."""
    try:
        done = run([path, "--version"])
    except OSError:
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def by_apt() -> str:
    """Debian's, where we are root; answers what went wrong."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=400"]
    run([*apt, "update"])
    return said([*apt, "install", "-y", "--no-install-recommends", "chromium"])


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
async def chromium() -> AsyncIterator[Browser]:
    """A running, headless Chromium."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *sandbox])
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    print(find_chromium())
