"""Random passwords of this copy, kept in the state folder in a file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path


def password(state: Path, name: str) -> str:
    """The secret of that name; made when first asked for and the same ever after."""
    file = state / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if name not in kept:
        kept[name] = secrets.token_urlsafe(24)
        write_private(file, json.dumps(kept, indent=1))
    return kept[name]


def write_private(file: Path, text: str) -> None:
    """Replace a file in one step with mode 600; a crash leaves the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)
