"""What was done with a product, step by step: who said what when, and which fields it changed.

It is read from the events themselves, from files and from price lists, so nothing is kept twice and nothing
is left out.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Subquery, func, select, union_all

from catalog.models import listed_price, price_list_table
from chassis.http import attachments_of
from chassis.work import Work, journal, outbox
from contracts.catalog import PriceListIssued
from kernel.access import access_person, person_names

SAID = ("event_id", "type", "sequence", "actor", "via", "recorded_at", "body")


class FieldChange(BaseModel):
    """A field before and after a step."""

    field: str
    before: Any
    after: Any


class Step(BaseModel):
    """One thing that was done; ``actor_name`` is empty for somebody unknown."""

    event_id: UUID
    step: str = Field(description="published, revised, discontinued, attached or priced")
    about: str = Field(description="The file that was attached, or the price list")
    sequence: int = Field(description="Of the product's own events; 0 for files and prices")
    time: datetime
    actor: UUID | None
    actor_name: str
    via: str
    changes: list[FieldChange]


async def history(work: Work, product_id: UUID) -> list[Step]:
    """All steps of a product, oldest first; those that are still on their way to Kafka, too."""
    said = _said(product_id)
    rows = await work.execute(
        select(said, func.coalesce(access_person.c.name, "").label("actor_name"))
        .outerjoin(access_person, access_person.c.id == said.c.actor)
        .order_by(said.c.sequence)
    )
    steps = _steps(list(rows.mappings()))
    others = [*await _files(work, product_id), *await _prices(work, product_id)]
    return sorted([*steps, *others], key=lambda step: step.time)


def _said(product_id: UUID) -> Subquery:
    """The product's own events, whether they are on Kafka or on their way."""
    waiting = select(*(outbox.c[name] for name in SAID)).where(
        outbox.c.aggregate_id == product_id, outbox.c.kind == "event"
    )
    kept = select(*(journal.c[name] for name in SAID)).where(journal.c.aggregate_id == product_id)
    return union_all(kept, waiting).subquery()


async def _files(work: Work, product_id: UUID) -> list[Step]:
    files = await attachments_of(work, product_id)
    names = await person_names(work, (file.uploaded_by for file in files))
    return [
        Step(
            event_id=file.id,
            step="attached",
            about=file.name,
            sequence=0,
            time=file.uploaded_at,
            actor=file.uploaded_by,
            actor_name=names.get(file.uploaded_by, "") if file.uploaded_by else "",
            via="",
            changes=[],
        )
        for file in files
    ]


async def _prices(work: Work, product_id: UUID) -> list[Step]:
    """What each price list made of the product's price, beside the list before it in the same currency."""
    lists, prices = price_list_table.c, listed_price.c
    named = select(lists.id, lists.name, prices.currency, prices.unit_price).join(
        listed_price, prices.price_list_id == lists.id
    )
    found = (await work.execute(named.where(prices.product_id == product_id))).all()
    by_id = {row.id: row for row in found}
    said = _issued(list(by_id))
    rows = (await work.execute(select(said).order_by(said.c.recorded_at, said.c.event_id))).all()
    names = await person_names(work, (row.actor for row in rows))
    steps: list[Step] = []
    before: dict[str, str] = {}
    for row in rows:
        price = by_id[row.aggregate_id]
        now = f"{price.unit_price.normalize():f} {price.currency}"
        change = FieldChange(field="unit_price", before=before.get(price.currency), after=now)
        before[price.currency] = now
        steps.append(
            Step(
                event_id=row.event_id,
                step="priced",
                about=price.name,
                sequence=0,
                time=row.recorded_at,
                actor=row.actor,
                actor_name=names.get(row.actor, ""),
                via=row.via,
                changes=[change],
            )
        )
    return steps


def _issued(lists: list[UUID]) -> Subquery:
    """Who issued these price lists, and when."""
    wanted = ("event_id", "aggregate_id", "actor", "via", "recorded_at")
    said = (
        select(*(table.c[name] for name in wanted)).where(
            table.c.aggregate_id.in_(lists), table.c.type == PriceListIssued.type
        )
        for table in (journal, outbox)
    )
    return union_all(*said).subquery()


def _steps(rows: list[Any]) -> list[Step]:
    steps: list[Step] = []
    known: dict[str, Any] = {}
    for row in rows:
        facts = json.loads(bytes(row["body"]))
        steps.append(
            Step(
                step=row["type"].split(".")[2],
                about="",
                time=row["recorded_at"],
                changes=_changes(known, facts) if known else [],
                **{name: row[name] for name in ("event_id", "sequence", "actor", "actor_name", "via")},
            )
        )
        known |= facts
    return steps


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    return [
        FieldChange(field=name, before=before.get(name), after=value)
        for name, value in after.items()
        if _comparable(name, before.get(name)) != _comparable(name, value)
    ]


def _comparable(name: str, value: Any) -> Any:
    """The same number may have been written with more zeros."""
    return Decimal(value) if name == "tax_rate" and value is not None else value
