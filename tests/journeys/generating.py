"""Strangers' programs: clients made of the description as it is served, and the packages that they need."""

import asyncio
import shutil
import sys
from pathlib import Path

from saleswire.node import Node, find_node
from saleswire.places import ROOT
from saleswire.uv import uv_told

HERE = Path(__file__).with_name("generated")
PYTHON_MADE = "saleswire_client"


async def python_client(description: Path, folder: Path) -> list[str]:
    """Make the Python client in the folder; the command that takes a deal with it, without its arguments.

    Generator and client live in an environment of their own, as they would at a stranger's.
    """
    uv, tools = str(Path(sys.executable).with_name("uv")), folder / "tools" / "bin"
    await run([uv, "venv", "-q", "--python", sys.executable, str(tools.parent)], folder)
    locked = ["--require-hashes", "-r", str(HERE / "generator.lock")]
    await run([uv, "pip", "install", "-q", "--python", str(tools / "python"), *locked], folder)
    made = ["--output-path", str(folder / PYTHON_MADE), "--meta", "none", "--fail-on-warning"]
    told = ["--path", str(description), "--config", str(HERE / "config.yaml")]
    await run([str(tools / "openapi-python-client"), "generate", *told, *made], folder)
    return [str(tools / "python"), shutil.copy(HERE / "deal.py", folder)]


async def typescript_client(description: Path, folder: Path) -> list[str]:
    """Make the types in the folder and compile the deal against them; the command that takes it."""
    node = await locked_packages(HERE, folder, "tsconfig.json", "deal.ts")
    tools = folder / "node_modules"
    script = str(tools / "openapi-typescript" / "bin" / "cli.js")
    optional = ["--default-non-nullable", "false"]  # what has a default may be left out
    await run([node.node, script, str(description), *optional, "-o", "saleswire.ts"], folder)
    await run([node.node, str(tools / "typescript" / "bin" / "tsc")], folder)
    return [node.node, str(folder / "deal.js")]


async def locked_packages(source: Path, folder: Path, *files: str) -> Node:
    """Copy a stranger's Node.js project into the folder and bring exactly the packages of its lock."""
    node = await asyncio.to_thread(find_node, ROOT)
    for name in ("package.json", "package-lock.json", ".npmrc", *files):
        shutil.copy(source / name, folder)
    await run([*node.npm, "ci", "--prefer-offline", "--include=dev", "--loglevel=error"], folder)
    return node


async def run(command: list[str], folder: Path) -> str:
    """What a program prints, without the blanks around it; it has to end well."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**uv_told(), "NO_PROXY": "127.0.0.1", "PYTHONPATH": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode(errors="replace")[-4000:]
    return said.decode().strip()
