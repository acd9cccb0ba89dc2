"""What a copy writes is for its owner alone: data, documents, logs, and what strangers keep."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SOFTWARE = {"tools", "cache", "java", "alone", "libs"}  # what anybody may fetch; large, and without data
OTHERS = 0o077


def keep_private(state: Path) -> None:
    """From now on this process and its children write for their owner; what lies there already is corrected.

    Where we are root, the group may pass through the state folder itself: PostgreSQL's user has to.
    """
    os.umask(OTHERS)
    state.mkdir(parents=True, exist_ok=True)
    close(state, OTHERS & ~0o010 if os.geteuid() == 0 else OTHERS)
    for item in everything_in(state):
        close(item, OTHERS)


def everything_in(folder: Path) -> Iterator[Path]:
    """Files and folders below, without links and without software."""
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in SOFTWARE]
        for name in (*folders, *files):
            if not (found := Path(where, name)).is_symlink():
                yield found


def close(item: Path, bits: int) -> None:
    """Take these permissions; what vanishes meanwhile needs none."""
    try:
        if (mode := item.stat().st_mode) & bits:
            item.chmod(mode & 0o7777 & ~bits)
    except FileNotFoundError:
        return


def let_through(state: Path, group: int) -> None:
    """Let a group enter folders below that belong to it, and see nothing else."""
    os.chown(state, -1, group)
    state.chmod(0o710)


def open_log(log: Path) -> BinaryIO:
    """A log file to append to, with its folder."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
