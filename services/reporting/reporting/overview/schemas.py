"""The dashboard as people and pages see it: tiles, series, funnel, each with the list behind it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from contracts.values import Amount, Money
from reporting.schemas import Summed

ListKey = Literal["orders", "quotes", "invoices"]
TileKey = Literal[
    "sales_placed",
    "orders_placed",
    "open_orders",
    "quotes_sent",
    "quotes_accepted",
    "hit_rate",
    "invoiced",
    "receivables",
]
Unit = Literal["money", "count", "percent"]
Stage = Literal["drafted", "sent", "accepted", "ordered", "released", "shipped", "invoiced", "paid"]
Filter = Annotated[
    dict[str, str], Field(description="Parameters of the list's own address, as key or key.operator")
]


class Link(BaseModel):
    """The list behind a number, the filter with which it shows just what was counted, and as which columns.

    ``columns`` are parted by commas, and empty where the list's usual ones show it.
    """

    list: ListKey
    filter: Filter
    columns: str


class Part(BaseModel):
    """What was added to a tile's value or taken from it, in its unit and currency, and the list behind it."""

    key: Literal["placed", "cancelled"]
    value: Summed
    link: Link | None


class Tile(BaseModel):
    """One number; ``previous`` is that of as much of the period before as has passed of this one.

    ``means`` defines it in a sentence. ``value`` is an amount of the company's currency, a count, or a
    percentage; None when there is nothing to divide by. ``others`` are the amounts in other currencies, which
    are not converted. ``parts`` stand where something was taken from it, and add up to ``value``.
    ``previous`` is None for what stands now and has no period. ``as_of`` is the time of the last event of its
    documents that it took in. ``link`` is None for whoever may not read the list, and for a territory of more
    than 100 clients.
    """

    key: TileKey
    name: str
    means: str
    value: Summed | None
    unit: Unit
    currency: str | None
    others: list[Money]
    parts: list[Part] = []
    previous: Summed | None
    as_of: datetime | None
    link: Link | None


class Days(BaseModel):
    """First and last day, both inclusive."""

    since: date
    to: date


class Point(BaseModel):
    """Sales of a day, or of the month that begins on it."""

    on: date
    net: Amount


class SalesSeries(BaseModel):
    """Every day or month of the period and of the whole one before, those without sales too."""

    by: Literal["day", "month"]
    current: list[Point]
    previous: list[Point]


class Share(BaseModel):
    """What of the period's sales falls to one territory or product."""

    key: str
    label: str
    net: Summed
    quantity: Summed


class Step(BaseModel):
    """How many documents took the step in the period, and their gross total by currency."""

    stage: Stage
    documents: int
    gross: Amount
    others: list[Money]


class Standing(BaseModel):
    """Orders that stand in a status of the order list now, and what stands of their net by currency."""

    status: str
    documents: int
    net: Amount
    others: list[Money]
    link: Link | None


class Overview(BaseModel):
    """One snapshot of the dashboard."""

    period: str
    territory: str | None
    currency: str
    today: date
    current: Days
    previous: Days
    compared: Days
    tiles: list[Tile]
    sales: SalesSeries
    by_territory: list[Share]
    by_product: list[Share]
    funnel: list[Step]
    orders_by_status: list[Standing]
    fresh_until: datetime | None
