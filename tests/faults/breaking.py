"""The run against broken builds: each rule of delivery that is switched off must be caught."""

import asyncio
from contextlib import suppress
from pathlib import Path

from saleswire.serve import told_by
from tests.faults.checker import KINDS, check
from tests.faults.company import found
from tests.faults.evidence import collect
from tests.faults.history import History
from tests.faults.load import Market, Stuck, until
from tests.faults.run import WORKERS, WRITES, unsent
from tests.faults.stand import Stand, standing

CAUGHT_BY = {  # rule -> a kind that must be found; nothing for what the design must bear
    "sends_twice": "",
    "takes_twice": "parked",  # what was done twice meets the rules and unique keys of the services
    "journals_unsent": "lost",
    "sends_backwards": "disordered",
}
LOAD = 20.0  # seconds under the broken rule
DRAIN = 30.0


async def break_rule(rule: str) -> dict[str, int]:
    """How much of each kind was found with this rule off; ``delivered again`` beside."""
    path = str(Path(__file__).parent / "broken")
    with told_by({"PYTHONPATH": path}):
        async with standing() as stand:
            history = History(stand.place.state / "history.jsonl")
            market = await found(stand, history, WRITES)
            (stand.place.state / "broken").write_text(rule)
            await trade_for(market, LOAD)
            return await counted(stand, history)


async def trade_for(market: Market, seconds: float) -> None:
    """Deals for a while; those that are under way then are left there."""
    never = asyncio.Event()
    sellers = [market.sellers[number % len(market.sellers)] for number in range(WORKERS)]
    trading = [asyncio.create_task(market.trade(seller, never)) for seller in sellers]
    await asyncio.sleep(seconds)
    for task in trading:
        task.cancel()
    await asyncio.gather(*trading, return_exceptions=True)
    await market.close()


async def counted(stand: Stand, history: History) -> dict[str, int]:
    """What the checker finds once the outboxes are empty and consumers had a moment."""

    async def drained() -> bool:
        return not await unsent(stand)

    with suppress(Stuck):
        await until(drained, "every outbox is empty", DRAIN)
    await asyncio.sleep(5)
    evidence = await collect(stand, history)
    history.close()
    found = [finding.kind for finding in check(evidence)]
    kinds = {kind: found.count(kind) for kind in dict.fromkeys((*KINDS, *found))}
    again = len(evidence.said) - len({event.id for event in evidence.said})
    return kinds | {"delivered again": again}


def caught(rule: str, found: dict[str, int]) -> bool:
    """Whether the run said of this rule what it must say."""
    wanted = CAUGHT_BY[rule]
    if wanted:
        return found.get(wanted, 0) > 0
    return found["delivered again"] > 0 and not any(found[kind] for kind in KINDS)
