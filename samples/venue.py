"""Where a sample is played: all that it may know of the copy that runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADMINISTRATOR = "admin"


class CannotBegin(Exception):
    """What a sample needs is not there; ``helps`` is what to do about it."""

    def __init__(self, what: str, helps: str) -> None:
        super().__init__(f"{what}; {helps}")
        self.what, self.helps = what, helps


@dataclass(frozen=True)
class Venue:
    """The gateway, a folder for what is written down, and the copy's secrets.

    ``secret`` answers the password of a name: random when first asked for, the same ever after.
    """

    origin: str
    folder: Path
    secret: Callable[[str], str]

    def keep(self, name: str, found: Any) -> None:
        """Write JSON for its owner's eyes only, in one step: a crash leaves what was there."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.touch(0o600)
        fresh.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
        fresh.replace(file)

    def kept(self, name: str) -> Any:
        """What was written down; None when nothing was."""
        file = self.folder / name
        return json.loads(file.read_text()) if file.exists() else None
