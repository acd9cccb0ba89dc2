"""What the stack costs the machine: CPU seconds and memory by component, and the load average."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from saleswire.places import Place
from saleswire.record import read_record

CLIENT = "benchmark client"


def cpu_seconds(place: Place) -> dict[str, float]:
    """CPU seconds so far of each component with its children, ended ones too, and of this process."""
    found = {name: spent(pid) for name, pid in components(place).items()}
    times = os.times()
    return found | {CLIENT: times.user + times.system}


def spent_between(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """CPU seconds of each component from one reading to the next."""
    return {name: after[name] - before.get(name, 0.0) for name in after}


def components(place: Place) -> dict[str, int]:
    """Pid of each component that runs."""
    record = read_record(place.state)
    assert record
    lines = {"supervisor": record.supervisor, **record.components}
    return {name: line.pid for name, line in lines.items() if line.handle}


def spent(pid: int) -> float:
    """CPU seconds of a process; of PostgreSQL also those of its backends, ended and alive."""
    total = 0.0
    for process in family(pid):
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
            if process.name() == "postgres" and process.pid == pid:
                total += times.children_user + times.children_system
    return total


def family(pid: int) -> Iterator[psutil.Process]:
    """A process, and its children when it is PostgreSQL; all others have none that are not named."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        yield process
        if process.name() == "postgres":
            yield from process.children(recursive=True)


def memory_mib(place: Place) -> dict[str, float]:
    """Proportional set size by component: shared pages are counted once, in shares."""
    return {
        name: sum(proportional(process.pid) for process in family(pid)) / 1024
        for name, pid in components(place).items()
    }


def proportional(pid: int) -> int:
    """KiB of one process; 0 when it has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def load_average() -> float:
    """Runnable processes over the last minute, ours and all others of the machine."""
    return round(os.getloadavg()[0], 2)
