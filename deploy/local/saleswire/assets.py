"""What browsers load: brings locked packages with npm and bundles scripts, styles and typeface with esbuild.

Nothing happens, and nobody is asked, while the sources are those of the last build. Standard library
only: set-up uses it before anything is installed.
"""

import fcntl
import hashlib
import json
import os
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from saleswire.missing import Missing
from saleswire.node import Node, find_node
from saleswire.places import ROOT

NPM_CI = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
ALL_KINDS = ("--include=dev", "--include=optional")  # also where NODE_ENV=production is set
SOURCES = ("static/js/**/*", "static/css/**/*", "static/*.svg", "sections/**/*.js", "sections/**/*.css")


@dataclass(frozen=True)
class Assets:
    """The folders of one checkout's browser code."""

    root: Path = ROOT

    @property
    def folder(self) -> Path:
        """Where package.json, its lock and build.mjs lie."""
        return self.root / "services" / "web" / "assets"

    @property
    def pages(self) -> Path:
        """The package of the pages, with our own sources."""
        return self.root / "services" / "web" / "web"

    @property
    def static(self) -> Path:
        """Where the sources of the shell lie."""
        return self.pages / "static"

    @property
    def built(self) -> Path:
        """What the last build made."""
        return self.static / "built"

    def wanted(self) -> bool:
        """Whether this checkout has pages to build for."""
        return (self.static / "js" / "app.js").is_file()


def provide_assets(root: Path = ROOT) -> None:
    """Have ``static/built`` made from the sources as they are; raises Missing with the tools' own words."""
    assets = Assets(root)
    if not assets.wanted() or is_built(assets):
        return
    with only_one(root):
        if is_built(assets):
            return
        began = time.monotonic()
        print_of = fingerprint(assets)
        node = find_node(root)
        install(assets, node)
        bundle(assets, node)
        (assets.built / ".made-from").write_text(print_of)
        print(f"assets: built after {time.monotonic() - began:.1f} s", flush=True)


def is_built(assets: Assets) -> bool:
    """Whether the last build was made of these very sources and is still complete."""
    try:
        same = (assets.built / ".made-from").read_text() == fingerprint(assets)
        files = json.loads((assets.built / "manifest.json").read_text()).values()
    except (OSError, ValueError):
        return False
    return same and all((assets.built / name).is_file() for name in files)


def fingerprint(assets: Assets) -> str:
    """Changes when a source, a script of the build or a locked package changes."""
    own = (file for kind in SOURCES for file in sorted(assets.pages.glob(kind)) if file.is_file())
    return digest([*sorted(assets.folder.glob("*.mjs")), *locks(assets), *own], assets.root)


def locks(assets: Assets) -> list[Path]:
    """The files that say which packages are installed."""
    return [assets.folder / name for name in ("package.json", "package-lock.json", ".npmrc")]


def digest(files: Iterable[Path], root: Path) -> str:
    """One hash of the files' names and contents."""
    found = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        found.update(f"{file.relative_to(root)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def install(assets: Assets, node: Node) -> None:
    """Bring exactly the locked packages into node_modules, unless these very ones are there."""
    stamp = assets.folder / "node_modules" / ".saleswire-installed"
    wanted = f"{digest(locks(assets), assets.root)} {platform.system()} {platform.machine()}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("assets: installing the locked browser packages with npm (once)", flush=True)
    run("npm", [*node.npm, *NPM_CI, *ALL_KINDS], assets, node)
    stamp.write_text(wanted)


def bundle(assets: Assets, node: Node) -> None:
    """Make ``static/built``."""
    run("esbuild", [node.node, "build.mjs"], assets, node)


def run(name: str, command: list[str], assets: Assets, node: Node) -> None:
    """Run a tool in the folder of the assets; raises Missing with what it said when it failed."""
    told = {**os.environ, "PATH": f"{Path(node.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    home = os.environ.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        told.setdefault("npm_config_cache", str(assets.root / ".local" / "cache" / "npm"))
    done = subprocess.run(command, cwd=assets.folder, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[-2000:]
        raise Missing(f"{name} failed in {assets.folder}: {words}", "correct what it names, then make setup")


def lock_packages(root: Path, upgrade: bool) -> None:
    """Write package-lock.json from package.json: versions and hashes, no addresses."""
    assets = Assets(root)
    node, lock = find_node(root), assets.folder / "package-lock.json"
    if upgrade:
        lock.unlink(missing_ok=True)
    run("npm", [*node.npm, "install", "--package-lock-only", "--ignore-scripts"], assets, node)
    locked = json.loads(lock.read_text())
    for package in locked["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(locked, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Two builds at the same time wait for each other."""
    tools = root / ".local" / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    with (tools / "assets.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
