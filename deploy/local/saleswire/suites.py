"""The tests in parts: each service alone in its own environment, beside one whole stack after the other.

Two parts run at a time, and a third, which is nice to them, takes what they leave of the cores. A part's
output is shown when it failed. At the end stand the slowest parts and tests; the last line adds all parts up
as pytest would say it.
"""

import asyncio
import os
import re
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from saleswire.alone import environment_of

TOLD = tuple(f"tests/journeys/test_{name}.py" for name in ("demo", "half_remembered", "rebuilding"))
DEMO = (*TOLD, "tests/browser")  # they share the demo's stack
SHOWN = 12  # slowest tests that are named
NICE = 5  # a third of the time that the other parts get where all want a core
SLOW = re.compile(r"^ *([\d.]+)s (?:setup|call|teardown) +(\S.*)$", re.MULTILINE)
UNTOLD = re.compile(r"^[.sxF ]*(\[ *\d+%\])?$|^=+ slowest|^\(\d+ durations|" + SLOW.pattern)
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
console = Console(highlight=False)


@dataclass(frozen=True)
class Suite:
    """One part: pytest over these folders; ``service`` runs in its own environment.

    Of those that start a whole ``stack`` one runs at a time.
    """

    name: str
    folders: tuple[str, ...]
    service: str | None = None
    stack: bool = False


@dataclass(frozen=True)
class Verdict:
    """How a part ended; ``output`` is pytest's, with the durations of its slowest tests."""

    suite: Suite
    code: int
    output: str
    seconds: float

    @property
    def counts(self) -> Counter[str]:
        """Numbers of pytest's last line."""
        last = next((line for line in reversed(self.output.splitlines()) if " in " in line), "")
        return Counter(
            {word.rstrip("s") if word == "errors" else word: int(n) for n, word in COUNT.findall(last)}
        )

    @property
    def slow(self) -> list[tuple[float, str]]:
        """Seconds and names of its slowest tests, and of what they needed."""
        return [(float(seconds), name) for seconds, name in SLOW.findall(self.output)]


def suites(root: Path) -> list[Suite]:
    """All parts that exist, the longest first."""
    packages = ("chassis", "contracts", "kernel", "client", "samples")
    found = [Suite(name, (f"{name}/tests",)) for name in packages]
    for folder in sorted((root / "services").iterdir()):
        if (folder / "tests").is_dir():
            found.append(Suite(folder.name, (f"services/{folder.name}/tests",), folder.name))
    tests = root / "tests"
    if tests.is_dir():
        found.insert(0, Suite("guides", ("tests/guides",)))
        found.append(Suite("house", ("tests/house", *_named(tests.glob("test_*.py"), root))))
    found.insert(0, Suite("deploy", ("deploy",)))
    whole = [
        Suite("demo", DEMO, stack=True),
        Suite("journeys", ("tests/journeys", *(f"--ignore={file}" for file in TOLD)), stack=True),
        *(Suite(name, (f"tests/{name}",), stack=True) for name in ("hostile", "faults")),
    ]
    return found + [suite for suite in whole if (root / suite.folders[0]).exists()]


def _named(files: Iterable[Path], root: Path) -> list[str]:
    return [str(file.relative_to(root)) for file in sorted(files)]


async def run_suites(root: Path, told: Mapping[str, str]) -> int:
    """Run all parts and print the verdict; 0 when everything passed."""
    began = time.monotonic()
    _end_on_signals()
    parts = suites(root)
    stacks = deque(part for part in parts if part.stack)
    others = deque(part for part in parts if not part.stack)
    verdicts: list[Verdict] = []

    async def lane(*queues: deque[Suite], nice: int = 0) -> None:
        for queue in queues:
            while queue:
                verdicts.append(await _run(root, queue.popleft(), told, nice))

    await asyncio.gather(lane(stacks, others), lane(others), lane(others, nice=NICE))
    return conclude(verdicts, time.monotonic() - began)


def _end_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal end the parts that run, and then the servers."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    assert me is not None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, me.cancel)


async def _run(root: Path, part: Suite, told: Mapping[str, str], nice: int) -> Verdict:
    python = await environment_of(root, part.service) if part.service else Path(sys.executable)
    console.print(f"{part.name} …")
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *("nice", f"-n{nice}", str(python), "-m", "pytest", "-q", f"--durations={SHOWN}", *part.folders),
        cwd=root,
        env={**os.environ, **told},
        process_group=0,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        os.killpg(process.pid, signal.SIGINT)
        await process.wait()
        raise
    verdict = Verdict(
        part, process.returncode or 0, output.decode(errors="replace"), time.monotonic() - began
    )
    _show(verdict)
    return verdict


def _show(verdict: Verdict) -> None:
    """Everything of a part that failed, the closing lines of one that passed."""
    failed = verdict.code != 0
    lines = verdict.output.strip().splitlines()
    shown = lines if failed else [line for line in lines if not UNTOLD.match(line)][-6:]
    console.print(
        f"{'[red]failed[/]' if failed else '[green]passed[/]'} {verdict.suite.name} ({verdict.seconds:.0f} s)"
    )
    console.print("\n".join(f"    {line}" for line in shown), markup=False, soft_wrap=True)


def conclude(verdicts: Sequence[Verdict], seconds: float) -> int:
    """Say how all parts ended; 0 when everything passed."""
    counts: Counter[str] = Counter()
    bad = []
    for verdict in verdicts:
        counts += verdict.counts
        if verdict.code != 0:
            bad.append(verdict.suite.name)
    _tell_slowest(verdicts)
    order = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")
    words = ", ".join(f"{counts[word]} {word}" for word in order if counts[word])
    if bad:
        console.print(f"failed: {', '.join(bad)}")
    console.print(f"{words or 'no tests ran'} in {seconds:.2f}s", soft_wrap=True)
    return 1 if bad or not counts["passed"] else 0


def _tell_slowest(verdicts: Sequence[Verdict]) -> None:
    """Which parts and tests took longest."""
    parts = sorted(verdicts, key=lambda verdict: -verdict.seconds)
    console.print(f"parts: {', '.join(f'{part.suite.name} {part.seconds:.0f} s' for part in parts)}")
    for seconds, name in sorted((slow for part in parts for slow in part.slow), reverse=True)[:SHOWN]:
        console.print(f"{seconds:7.1f} s  {name}", markup=False, soft_wrap=True)
