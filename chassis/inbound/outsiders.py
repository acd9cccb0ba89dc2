"""What outsiders told us: one row for each fact, whatever came of it.

A service that judges facts of outsiders has the table ``foreign_fact`` (``migrations.create_foreign_facts``).
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid, func, insert, select

from chassis.errors import Problem
from chassis.inbound.received import Misfit, Received
from chassis.work import Work
from contracts.event import new_id

log = logging.getLogger("saleswire.outsiders")
metadata = MetaData()

foreign_fact = Table(
    "foreign_fact",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("fate", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary),
    Column("heard_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)


class Fate(StrEnum):
    """What came of a fact."""

    BELIEVED = "believed"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Verdict:
    """What a service says to a fact; ``rule`` names what stands against it, ``reason`` says it to people."""

    fate: Fate
    rule: str = ""
    reason: str = ""


BELIEVED = Verdict(Fate.BELIEVED)
Judge = Callable[[Work, Received[Any]], Awaitable[Verdict]]


def refused(rule: str, reason: str) -> Verdict:
    """The fact cannot be believed."""
    return Verdict(Fate.REFUSED, rule, reason)


async def hear(work: Work, received: Received[Any], judge: Judge) -> None:
    """Have the fact judged, and write down what came of it."""
    if isinstance(received, Misfit):
        await _write(work, received, refused("malformed", received.reason))
    else:
        await _write(work, received, await _judged(work, received, judge))


async def pass_over(work: Work, received: Received[Any]) -> None:
    """Write down that the fact came before, or is another one under an id that was used before."""
    c = foreign_fact.c
    same = c.topic == received.topic, c.source == received.source, c.event_id == received.given_id
    first = select(c.body).where(*same, c.fate != Fate.DUPLICATE).order_by(c.heard_at).limit(1)
    before = (await work.execute(first)).first()
    if before is not None and before.body != received.record.value:
        reason = "Another fact came under this id before. Send this one again under an id of its own."
        await _write(work, received, refused("id-used-before", reason))
    else:
        await _write(work, received, Verdict(Fate.DUPLICATE))


async def give_up(work: Work, received: Received[Any]) -> None:
    """Write down that a person dropped the fact from where it was parked."""
    await _write(work, received, refused("given-up", "Somebody gave it up after it could not be applied."))


async def _judged(work: Work, received: Received[Any], judge: Judge) -> Verdict:
    """The judge's verdict; a Problem is a refusal, which undoes what the judge did."""
    rows, versions = len(work.outgoing.rows), dict(work.outgoing.versions)
    try:
        async with work.savepoint():
            return await judge(work, received)
    except Problem as problem:
        if problem.status >= 500:  # nothing is wrong with the fact
            raise
        del work.outgoing.rows[rows:]
        work.outgoing.versions = versions
        return refused(problem.slug, problem.detail)


async def _write(work: Work, received: Received[Any], verdict: Verdict) -> None:
    if verdict.fate is Fate.REFUSED:
        log.warning("%s %s of %s refused", received.type, received.given_id, received.source)
    row = {
        "id": new_id(),
        "topic": received.topic,
        "type": received.type,
        "source": received.source,
        "event_id": received.given_id,
        "subject_id": received.aggregate_id,
        "fate": verdict.fate,
        "rule": verdict.rule,
        "reason": verdict.reason,
        "body": received.record.value,
    }
    await work.execute(insert(foreign_fact).inline(), row)
