"""Processes that outlive the one who started them: recognised by pid and start time, ended by group.

Nothing here trusts a pid alone, so a number that the system gave to somebody else is never signalled.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saleswire.places import MARK
from saleswire.private import OTHERS, open_log

TICK = 0.1  # seconds between two looks at a process


@dataclass(frozen=True)
class Handle:
    """A process by pid and the moment it began, which no later process with that pid shares."""

    pid: int
    born: str

    def alive(self) -> bool:
        """Whether it still runs; a zombie does not, and our own are reaped on the way."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        return self.born != "" and birth(self.pid) == self.born


def birth(pid: int) -> str:
    """What tells this process from any other that had or will have its pid; empty when it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else f"{boot()}:{fields[19]}"


def boot() -> str:
    """Changes with every start of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]


def handle_of(pid: int) -> Handle:
    """The handle of a process that runs now."""
    return Handle(pid, birth(pid))


def spawn(
    command: list[str],
    log: Path,
    env: dict[str, str],
    user: int | None = None,
    group: int | None = None,
    cwd: Path | None = None,
    keep: tuple[int, ...] = (),
) -> Handle:
    """Start a program in a session of its own that writes to a log file, without any pipe to us."""
    options: dict[str, Any] = {} if user is None else {"user": user, "group": group, "extra_groups": []}
    with open_log(log) as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            pass_fds=keep,
            umask=OTHERS,
            **options,
        )
    process.returncode = 0  # the handle reaps it; Popen must not complain when it is collected
    return handle_of(process.pid)


async def end(handle: Handle, first: signal.Signals = signal.SIGTERM, deadline: float = 10) -> None:
    """Ask a process to end; after the deadline, in seconds, kill its whole group."""
    if not handle.alive():
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(handle.pid, first)
        os.kill(handle.pid, signal.SIGCONT)  # one that was stopped shall hear it too
    if not await gone(handle, deadline):
        kill_group(handle)
        await gone(handle, 5)


def kill_group(handle: Handle) -> None:
    """SIGKILL to the process and, when it leads a group of its own, to all of that group."""
    if not handle.alive():
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.getpgid(handle.pid) == handle.pid:
            os.killpg(handle.pid, signal.SIGKILL)
        else:
            os.kill(handle.pid, signal.SIGKILL)


async def gone(handle: Handle, deadline: float) -> bool:
    """Wait until a process has ended; False when it still runs at the deadline, in seconds."""
    for _ in range(max(1, int(deadline / TICK))):
        if not handle.alive():
            return True
        await asyncio.sleep(TICK)
    return not handle.alive()


def marked(state: Path) -> list[Handle]:
    """Every process that was started for this state folder, but ourselves and our ancestors."""
    import psutil

    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid not in own and process.environ().get(MARK) == str(state):
                found.append(handle_of(process.pid))
    return found


async def sweep(state: Path) -> int:
    """End whatever still runs for a state folder; answers how many processes that were."""
    strays = marked(state)
    await asyncio.gather(*(end(handle, deadline=15) for handle in strays))
    return len(strays)
