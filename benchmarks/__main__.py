"""`python -m benchmarks`: start a stack of its own, measure, print, write `.local/results/bench.json`."""

import argparse
import asyncio
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop

from benchmarks import (
    chain,
    children,
    create_quote,
    lists,
    load,
    pages,
    searching,
    statement,
    telling,
    viewers,
)
from benchmarks.company import Company, founded
from benchmarks.figures import FILE, keep, median_of
from benchmarks.hops import hops
from benchmarks.paced import accept_to_draft
from benchmarks.stand import Stand, standing
from benchmarks.usage import load_average, memory_mib
from benchmarks.wire import Wire
from saleswire.missing import Missing

INTERRUPTED = 130
SETTLE = 3  # seconds between the stack being ready and its memory being read


@dataclass(frozen=True)
class Pace:
    """How long the parts take, in seconds, and how many rounds there are."""

    rounds: int = 3
    warm_up: float = 10
    window: float = 20
    longest: float = 25 * 60
    for_flows: float = 8 * 60  # after which no further round of the whole flow begins
    users: tuple[int, ...] = load.USERS
    rows: tuple[int, ...] = (100_000, 1_000_000)
    records: tuple[int, int] = (100_000, 1_000_000)  # parties and orders that are searched
    for_lists: float = 60  # for the list, at each number of rows
    for_viewers: float = 40  # without anybody looking, and with everybody


SHORT = Pace(
    warm_up=3,
    window=5,
    longest=7 * 60,
    for_flows=80,
    rows=(20_000,),
    records=(2_000, 20_000),
    for_lists=15,
    for_viewers=15,
)


@dataclass
class Run:
    """A stack, a company in it, and the figures so far."""

    stand: Stand
    company: Company
    pace: Pace
    memory: dict[str, float]  # MiB by component, of the stack before the first request
    figures: dict[str, Any] = field(default_factory=dict)

    def found(self, **figures: Any) -> None:
        """Keep and print some figures."""
        self.figures |= figures
        keep(self.figures)


async def idle(run: Run) -> None:
    """Memory before any request, and the seconds that `up` took."""
    memory = run.memory
    run.found(up_s=run.stand.up_s, idle_memory_mib=sum(memory.values()), idle_memory_mib_by_process=memory)
    telling.show("up to ready, s", run.stand.up_s)
    telling.show("idle memory (PSS), MiB", sum(memory.values()))


async def flows(run: Run) -> None:
    """The whole flow; rounds of all numbers of users in turn, so that a noisy minute hits them all."""
    await load.warmed_up(run.company, run.pace.warm_up)
    rounds: dict[int, list[dict[str, Any]]] = {users: [] for users in run.pace.users}
    began = time.monotonic()
    for number in range(run.pace.rounds):
        for users in run.pace.users:
            if number and time.monotonic() - began > run.pace.for_flows:
                break
            measured = await load.round_of(run.stand, run.company, users, run.pace.window)
            rounds[users].append(measured)
            rate, load_now = measured["flows_per_s"], measured["load_average"]
            telling.say(f"  round {number + 1}, {users:>2} users: {rate:6.2f} flows/s (load {load_now})")
    found = load.summary(rounds)
    run.found(**found, rounds={str(users): len(several) for users, several in rounds.items()})
    telling.show_flows(found)


async def draft(run: Run) -> None:
    """Accept to draft at ten deals a second, in turns with the bare chain."""
    url = await children.database(run.stand, "bench_chain", chain.TABLES)
    await children.topic(run.stand, "bench.chain")
    told = url, run.stand.infra.kafka, "bench.chain"
    ours, bare, on_the_way = [], [], []
    for _ in range(run.pace.rounds):
        began = time.time()
        ours.append(await accept_to_draft(run.company, run.pace.window))
        on_the_way.append(await hops(run.stand, began))
        async with children.child(run.stand, "chain", "hears", *told) as listener:
            await children.line_of(listener, 30)
            bare.append(await children.told_by(run.stand, "chain", "says", *told, str(run.pace.window)))
    both, chained, hop = median_of(ours), median_of(bare), median_of(on_the_way)
    run.found(
        commit_to_published_ms=hop["commit_to_published"],
        published_to_effect_ms=hop["published_to_effect"],
        accept_to_draft_ms=both["whole"],
        accept_answer_to_draft_ms=both["after"],
        accept_to_draft_reached_per_s=both["reached"]["per_s"],
        bare_chain_ms={name: chained[name] for name in ("p50", "p99")},
    )
    telling.show("accept to draft, ms", both["whole"])
    telling.show("  of it after accept was answered, ms", both["after"])
    telling.show("  deals a second, of 10 that began", both["reached"]["per_s"])
    telling.show("  commit to published, ms", hop["commit_to_published"])
    telling.show("  published to effect, ms", hop["published_to_effect"])
    telling.show("bare chain, ms", chained)


async def relay(run: Run) -> None:
    """Rows of the outbox a second, beside a bare producer."""
    found = await beside(run, "relay", "bench.relay.", "sales.quote.v1")
    run.found(relay_share=found["share"], relay_rows_per_s=found["relay"], bare_producer_per_s=found["bare"])
    telling.show("relay, rows/s", found)


async def projection(run: Run) -> None:
    """Events that a projection takes in a second, beside a bare consumer."""
    found = await beside(run, "projection", "bench.projection.", "sales.order.v1")
    run.found(
        projection_share=found["share"],
        projection_events_per_s=found["projection"],
        bare_consumer_per_s=found["bare"],
    )
    telling.show("projection, events/s", found)


async def quote_cpu(run: Run) -> None:
    """CPU of creating a quote in its service, as a multiple of one hand-written statement."""
    url = await children.database(run.stand, "bench_create_quote", create_quote.TABLES)
    await load.warmed_up(run.company, run.pace.warm_up)
    found = []
    for _ in range(run.pace.rounds):
        async with children.child(run.stand, "create_quote", url) as process:
            told = json.loads(await children.line_of(process, 120))
            ours = await create_quote.ours(run.stand.place, run.company)
            request = await create_quote.bare(process.pid, told["port"], run.company)
        statement = told["statement_ms"]
        costs = {"ours_ms": ours, "bare_request_ms": request, "bare_statement_ms": statement}
        found.append(costs | {"of_statement": ours / statement, "of_request": ours / request})
    both = median_of(found)
    run.found(
        create_quote_cpu_multiple=both["of_statement"],
        create_quote_cpu_multiple_of_request=both["of_request"],
        create_quote_cpu_ms=both["ours_ms"],
        bare_quote_request_cpu_ms=both["bare_request_ms"],
        bare_quote_statement_cpu_ms=both["bare_statement_ms"],
    )
    telling.show("CPU of creating a quote, ms", both)


async def statements(run: Run) -> None:
    """CPU of one statement by the ways to run it."""
    url = await children.database(run.stand, "bench_statement", statement.MADE)
    found = await children.told_by(run.stand, "statement", url, str(run.pace.rounds))
    run.found(statement_cpu_us=found)
    telling.show("CPU of one statement, µs", found)


async def many(run: Run) -> None:
    """The list of orders and a report over them, with one user, at each number of rows."""
    people, team = await lists.readers(run.stand, run.company.wire)
    for count in run.pace.rows:
        found = await lists.measured(run.stand, people, team, count, run.pace.for_lists)
        name = f"{count // 1_000_000}m" if count >= 1_000_000 else f"{count // 1000}k"
        for kind in ("list", "report"):
            figures = found[kind]
            run.found(
                **{f"{kind}_{name}_p50_ms": figures["p50"], f"{kind}_{name}_p95_ms": figures["p95"]},
                **{f"{kind}_{name}": figures},
            )
        run.found(**{f"everyday_{name}": found["everyday"]})
        telling.show_lists(count, found)
        seen = await pages.measured(run.stand, people[-1])
        run.found(**{f"pages_{name}": seen})
        for name_of, figure in seen.items():
            telling.show(f"page of {count:,} orders, {name_of}", figure)


async def search(run: Run) -> None:
    """The search over many records, with one user."""
    person = await searching.searcher(run.stand, run.company.wire)
    found = await searching.measured(run.stand, person, *run.pace.records)
    run.found(search_p50_ms=found["ms"]["p50"], search_p95_ms=found["ms"]["p95"], search=found)
    telling.show(f"search, ms ({run.pace.records}, seeded in {found['seeding_s']:.0f} s)", found["ms"])
    telling.show("  found within the first five", found["found"])
    for rule, figures in found["by_rule"].items():
        telling.show(f"  {rule}", figures)


async def live(run: Run) -> None:
    """CPU that people cost who only look at the dashboard, and how fresh their figures are."""
    found = await viewers.watched(run.stand, run.company, run.pace.for_viewers)
    run.found(
        viewers_cpu_percent=found["percent"],
        viewers_cpu_percent_by_process=found["percent_by_process"],
        viewers_cpu_percent_without=found["percent_without"],
        viewers_figures_ms=found["figures_ms"],
    )
    telling.show(f"{viewers.VIEWERS} viewers, % of a core", found["percent"])
    telling.show("  of it by process", found["percent_by_process"])
    telling.show("  the same events without viewers", found["percent_without"])
    telling.show("  figures on their screens, ms", found["figures_ms"])


async def beside(run: Run, module: str, prefix: str, topic: str) -> dict[str, float]:
    """What a process of ours measures on a database and a topic of its own."""
    url = await children.database(run.stand, f"bench_{module}")
    await children.topic(run.stand, prefix + topic)
    told = url, run.stand.infra.kafka, prefix, str(run.pace.rounds)
    return await children.told_by(run.stand, module, *told)


PARTS: dict[str, Callable[[Run], Awaitable[None]]] = {
    "idle": idle,
    "flows": flows,
    "draft": draft,
    "relay": relay,
    "projection": projection,
    "create-quote": quote_cpu,
    "statement": statements,
    "viewers": live,
    "lists": many,
    "search": search,
}


async def measure(pace: Pace, parts: list[str]) -> None:
    """The parts in order, on a stack that is gone afterwards."""
    end_on_signals()
    telling.say(f"load average before: {load_average()}")
    async with asyncio.timeout(pace.longest), standing() as stand:
        wire = Wire(stand.gateway)
        try:
            await asyncio.sleep(SETTLE)
            memory = memory_mib(stand.place)
            run = Run(stand, await founded(stand, wire), pace, memory)
            run.figures = {"load_average_before": load_average(), "short": pace is SHORT}
            for part in parts:
                began = time.monotonic()
                await PARTS[part](run)
                telling.say(f"[dim]{part} took {time.monotonic() - began:.0f} s[/]")
        finally:
            wire.close()
    telling.say(f"written to {FILE}")


def end_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal end us through every `finally`, once."""
    ours = asyncio.current_task()
    assert ours
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, end_once, ours)


def end_once(task: "asyncio.Task[Any]") -> None:
    """Cancel it; a second signal must not disturb the tidying up."""
    if not task.cancelling():
        task.cancel()


def main() -> int:
    """Exit code 0, 1 with words when something is missing, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="at most 7 minutes instead of 25")
    parser.add_argument("parts", nargs="*", help=f"only these: {', '.join(PARTS)}")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measure(SHORT if asked.short else Pace(), asked.parts or list(PARTS)))
    except Missing as problem:
        telling.say(f"[bold red]benchmarks:[/] {problem}")
        return 1
    except TimeoutError:
        telling.say("[bold red]benchmarks:[/] out of time; what was measured until then is written")
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        telling.say("interrupted; the stack is gone")
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
