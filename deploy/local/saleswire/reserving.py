"""Folders and ports that no other run on this machine uses: for tests, faults and benchmarks."""

import contextlib
import fcntl
import random
from collections.abc import Iterator
from pathlib import Path

from saleswire.missing import Missing
from saleswire.places import ROOT, check_port, shifted

MOST = 100  # runs of one kind at the same time
OFFSETS = range(400, 12_000)  # below the ports that the system gives away


@contextlib.contextmanager
def reserved(name: str) -> Iterator[Path]:
    """`.local-test` in the checkout, or `.local-test-2` and so on while other runs hold those before."""
    for number in range(1, MOST):
        folder = ROOT / (name if number == 1 else f"{name}-{number}")
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield folder
            return
    raise Missing(f"{MOST} runs in {name} are under way", "wait for one of them to end")


def free_offset() -> int:
    """How far from the default ports all ports are free; raises Missing."""
    for offset in random.sample(OFFSETS, 100):  # no secret
        with contextlib.suppress(Missing):
            for port_name, port in shifted(offset).items():
                check_port(port_name, port)
            return offset
    raise Missing("no free ports were found", "saleswire down")
