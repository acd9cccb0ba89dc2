"""What was done with a product, step by step: who said what when, and which fields it changed.

It is read from the events themselves, so nothing is kept twice and nothing can be left out.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, select, union_all

from chassis.work import Work, journal, outbox
from kernel.access import access_person

SAID = ("event_id", "type", "sequence", "actor", "via", "recorded_at", "body")


class FieldChange(BaseModel):
    """A field before and after a step."""

    field: str
    before: Any
    after: Any


class Step(BaseModel):
    """One thing that was done; ``actor_name`` is empty for somebody unknown."""

    event_id: UUID
    step: str = Field(description="published, revised or discontinued")
    sequence: int
    time: datetime
    actor: UUID | None
    actor_name: str
    via: str
    changes: list[FieldChange]


async def history(work: Work, product_id: UUID) -> list[Step]:
    """All steps of a product, oldest first; those that are still on their way to Kafka, too."""
    waiting = select(*(outbox.c[name] for name in SAID)).where(
        outbox.c.aggregate_id == product_id, outbox.c.kind == "event"
    )
    kept = select(*(journal.c[name] for name in SAID)).where(journal.c.aggregate_id == product_id)
    said = union_all(kept, waiting).subquery()
    rows = await work.execute(
        select(said, func.coalesce(access_person.c.name, "").label("actor_name"))
        .outerjoin(access_person, access_person.c.id == said.c.actor)
        .order_by(said.c.sequence)
    )
    return _steps(list(rows.mappings()))


def _steps(rows: list[Any]) -> list[Step]:
    steps: list[Step] = []
    known: dict[str, Any] = {}
    for row in rows:
        facts = json.loads(bytes(row["body"]))
        steps.append(
            Step(
                step=row["type"].split(".")[2],
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
