"""What a container may do, printed as JSON by a program inside it."""

import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

FOLDERS = ("/", "/etc", "/opt/saleswire", "/opt/venv", "/tmp", "/usr", "/var/lib/saleswire", "/var/tmp")  # noqa: S108
TOOLS = (
    *("pip", "pip3", "uv", "apt", "apt-get", "dpkg", "gcc", "cc", "make", "ld", "perl", "npm", "node"),
    *("curl", "wget", "su", "sudo", "mount", "git"),
)


def seen() -> dict[str, Any]:
    """Who we are, what we may, and what is at hand."""
    lines = (line.partition(":\t") for line in Path("/proc/self/status").read_text().splitlines())
    status = {name: value for name, _, value in lines}
    return {
        "user": os.getuid(),
        "capabilities": status["CapEff"],
        "new privileges": status["NoNewPrivs"],
        "writable": [folder for folder in FOLDERS if takes_a_file(Path(folder))],
        "tools": [tool for tool in TOOLS if shutil.which(tool)],
        "setuid": [str(file) for file in files() if file.stat().st_mode & 0o6000],
        "dated byte code": sum(is_dated(file) for file in Path("/opt").rglob("*.pyc")),
        "interfaces": [name for _, name in socket.if_nameindex()],
    }


def takes_a_file(folder: Path) -> bool:
    """Whether something can be written there."""
    try:
        (folder / ".touched").touch()
        (folder / ".touched").unlink()
    except OSError:
        return False
    return True


def is_dated(compiled: Path) -> bool:
    """Whether byte code goes by its source's date, which the build changes: each start compiles it anew."""
    with compiled.open("rb") as content:
        return content.read(8)[4:] == bytes(4)


def files() -> list[Path]:
    """All programs and libraries of the system."""
    folders = (Path("/usr"), Path("/opt/venv/bin"), Path("/etc"))
    found = (file for folder in folders for file in folder.rglob("*"))
    return [file for file in found if not file.is_symlink() and file.is_file()]


if __name__ == "__main__":
    print(json.dumps(seen()))
