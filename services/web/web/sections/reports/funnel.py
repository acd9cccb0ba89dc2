"""The steps from the drafted quote to the closed order, with periods as columns. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chassis.language import N_, _, term
from web.api.reporting import FunnelRow

ORDER = (
    "quote-drafted", "quote-sent", "quote-accepted", "quote-declined", "quote-expired", "order-drafted",
    "order-placed", "order-released", "order-shipped", "order-cancelled", "invoice-issued", "invoice-paid",
    "order-closed",
)  # fmt: skip

SAID = {"order-shipped": N_("Order fulfilled")}


@dataclass(frozen=True)
class Stage:
    """One step: documents by period, and their gross by currency."""

    label: str
    documents: Mapping[str, int]
    total: int
    gross: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Table:
    """All steps that were taken, in the order of the story."""

    periods: list[str]
    stages: list[Stage]


def table(rows: Sequence[FunnelRow]) -> Table:
    """The rows of the API, the newest period last."""
    stages = sorted({row["stage"] for row in rows}, key=lambda stage: (_place(stage), stage))
    periods = sorted({row["period"] or "" for row in rows})[-24:]
    return Table(periods, [_stage(stage, [row for row in rows if row["stage"] == stage]) for stage in stages])


def _place(stage: str) -> int:
    return ORDER.index(stage) if stage in ORDER else len(ORDER)


def _stage(stage: str, rows: Sequence[FunnelRow]) -> Stage:
    documents: dict[str, int] = {}
    gross: dict[str, Decimal] = {}
    for row in rows:
        when = row["period"] or ""
        documents[when] = documents.get(when, 0) + row["documents"]
        gross[row["currency"]] = gross.get(row["currency"], Decimal(0)) + Decimal(row["gross"])
    label = _(SAID[stage]) if stage in SAID else term(stage)
    return Stage(label, documents, sum(documents.values()), sorted(gross.items()))
