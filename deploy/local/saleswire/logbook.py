"""One log file per component, written by the component itself; here they are rotated, followed and coloured.

No pipe leads to the supervisor, so nobody loses a line or blocks when it is killed.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

LARGE = 20 * 1024 * 1024  # bytes; a larger file becomes `.1`, the former `.1` is dropped
COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "bright_cyan", "bright_green", "bright_magenta")


def rotate_all(logs: Path) -> None:
    """Copy large files aside and empty them; writers append, so they go on without noticing."""
    for file in logs.glob("*.log"):
        with contextlib.suppress(OSError):
            if file.stat().st_size > LARGE:
                shutil.copyfile(file, file.with_suffix(".log.1"))
                os.truncate(file, 0)


def last_words(log: Path, lately: float | None = None) -> str:
    """The last line of a log that says something, at most 300 characters; empty when there is none.

    With ``lately`` only when the log was written within so many seconds.
    """
    try:
        if lately is not None and time.time() - log.stat().st_mtime > lately:
            return ""
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - 4096))
            lines = [line.strip() for line in handle.read().decode(errors="replace").splitlines()]
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line), "")[:300]


def tail(file: Path, lines: int) -> tuple[list[str], int]:
    """The last lines of a file and where it ends."""
    try:
        with file.open("rb") as handle:
            size = file.stat().st_size
            handle.seek(max(0, size - 400 * max(lines, 1)))
            text = handle.read()
            return text.decode(errors="replace").splitlines()[-lines:] if lines else [], handle.tell()
    except OSError:
        return [], 0


def follow(logs: Path, wanted: list[str], lines: int, forever: bool) -> Iterator[tuple[str, str]]:
    """(component, line) of the wanted logs (all when empty): the last lines, then new ones as they come."""
    places: dict[Path, int] = {}
    while True:
        for file in sorted(logs.glob("*.log")):
            if wanted and file.stem not in wanted:
                continue
            known = file in places
            fresh, places[file] = grown(file, places[file]) if known else tail(file, lines)
            yield from ((file.stem, line) for line in fresh)
        if not forever:
            return
        time.sleep(0.2)


def grown(file: Path, since: int) -> tuple[list[str], int]:
    """Whole lines that were added since a place in the file; from its beginning when it was emptied."""
    try:
        with file.open("rb") as handle:
            handle.seek(since if file.stat().st_size >= since else 0)
            start, text = handle.tell(), handle.read()
    except OSError:
        return [], since
    whole = text[: text.rfind(b"\n") + 1]
    return whole.decode(errors="replace").splitlines(), start + len(whole)


def colour(name: str) -> str:
    """The colour of a component, the same each time."""
    return COLOURS[sum(name.encode()) % len(COLOURS)]
