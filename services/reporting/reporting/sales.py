"""Sales by something and period: from the sums by month for whole months, else from the facts.

Labels, categories and territories are joined as they are now; amounts are as they were booked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Date, Select, Text, and_, cast, func, literal, null, select, true

from chassis.language import _
from chassis.work import Work
from kernel.access import access_person, scope_condition
from reporting.models import Measure, parties, products, sales_fact, sales_sum, sales_total
from reporting.schemas import By, MeasureName, Period, SalesReport, SalesRow
from reporting.traces import fresh_until

MEASURES: Mapping[MeasureName, tuple[str, ...]] = {
    "booked": (Measure.BOOKED, Measure.CANCELLED),
    "placed": (Measure.BOOKED,),
    "cancelled": (Measure.CANCELLED,),
    "shipped": (Measure.SHIPPED,),
    "invoiced": (Measure.INVOICED,),
}
WHOLE_MONTHS = {"month", "quarter", "year", "all"}
OF_PRODUCTS = {"product", "category"}
SOLD = TypeAdapter(list[SalesRow])  # thousands of rows are validated in one go


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the report is about. ``to`` is the last day, inclusive; ``as_of`` a day, ``known_at`` a moment."""

    by: By
    period: Period
    measure: MeasureName
    since: date | None
    to: date | None
    as_of: date | None
    known_at: datetime | None
    territory: str | None = None

    @property
    def in_whole_months(self) -> bool:
        """Whether the sums by month answer it."""
        return (
            self.period in WHOLE_MONTHS
            and self.as_of is None
            and self.known_at is None
            and (self.since is None or self.since.day == 1)
            and (self.to is None or (self.to + timedelta(days=1)).day == 1)
        )


@dataclass(frozen=True)
class Source:
    """Where the amounts stand: a table with the columns that the report needs."""

    table: Any
    key: ColumnElement[Any]
    day: ColumnElement[Any]
    orders: ColumnElement[Any]
    where: ColumnElement[bool]


async def sales(work: Work, asked: Asked) -> SalesReport:
    """The report, within the caller's scope."""
    return SalesReport(
        by=asked.by,
        period=asked.period,
        measure=asked.measure,
        rows=await sold(work, asked),
        fresh_until=await fresh_until(work),
    )


async def sold(work: Work, asked: Asked) -> list[SalesRow]:
    """The report's rows alone."""
    rows = await work.execute(_statement(work, asked))
    names = tuple(rows.keys())
    return SOLD.validate_python([dict(zip(names, row, strict=True)) for row in rows])


def of_territory(client: ColumnElement[Any], territory: str | None) -> ColumnElement[bool]:
    """The condition that keeps what belongs to clients of the territory, as it is now; of all when None."""
    if territory is None:
        return true()
    return client.in_(select(parties.c.id).where(parties.c.territory == territory))


def _statement(work: Work, asked: Asked) -> Select[Any]:
    source = _months(work, asked) if asked.in_whole_months else _facts(work, asked)
    columns = source.table.c
    summed = (
        select(
            _period(asked.period, source.day).label("period"),
            source.key.label("whose"),  # the sums have a column key
            columns.currency,
            func.sum(columns.net).label("net"),
            func.sum(columns.quantity).label("quantity"),
            source.orders.label("orders"),
        )
        .where(source.where)
        .group_by("period", "whose", columns.currency)
        .subquery()
    )
    return _labelled(asked.by, summed, work.settings.company_currency)


def _months(work: Work, asked: Asked) -> Source:
    sees_all = work.caller is None or work.caller.scope(work.permission) == "all"
    whole = sees_all and asked.by != "seller" and asked.territory is None
    table, place = (sales_total, None) if whole else (sales_sum, sales_sum.c.territory)
    dimension = "product" if asked.by in OF_PRODUCTS else "client"
    conditions = [
        table.c.dimension == dimension,
        table.c.measure.in_(MEASURES[asked.measure]),
        *_between(table.c.month, asked),
        true() if asked.territory is None or place is None else place == asked.territory,
        scope_condition(work.caller, work.permission, owner=table.c.get("owner_id"), territory=place),
    ]
    key = table.c.owner_id if asked.by == "seller" else _key(asked.by, table.c.key, table.c.key)
    return Source(table, key, table.c.month, func.sum(table.c.orders), and_(*conditions))


def _facts(work: Work, asked: Asked) -> Source:
    table = sales_fact
    conditions = [
        table.c.measure.in_(MEASURES[asked.measure]),
        *_between(table.c.business_date, asked),
        table.c.business_date <= asked.as_of if asked.as_of else true(),
        table.c.recorded_at <= asked.known_at if asked.known_at else true(),
        of_territory(table.c.client_id, asked.territory),
        scope_condition(work.caller, work.permission, owner=table.c.owner_id, client=table.c.client_id),
    ]
    orders = func.sum(table.c.product_orders if asked.by in OF_PRODUCTS else table.c.client_orders)
    key = table.c.owner_id if asked.by == "seller" else _key(asked.by, table.c.product_id, table.c.client_id)
    return Source(table, key, table.c.business_date, orders, and_(*conditions))


def _between(day: ColumnElement[Any], asked: Asked) -> list[ColumnElement[bool]]:
    return [
        day >= asked.since if asked.since else true(),
        day <= asked.to if asked.to else true(),
    ]


def _key(by: By, product: ColumnElement[Any], client: ColumnElement[Any]) -> ColumnElement[Any]:
    if by in OF_PRODUCTS:
        return product
    return null() if by == "total" else client


def _period(period: Period, day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(null(), Date) if period == "all" else cast(func.date_trunc(period, day), Date)


def _labelled(by: By, summed: Any, home: str) -> Select[Any]:
    """Join what the keys are called now, and gather them where several fall under one name.

    Largest first within a currency, our own before others: amounts of two have no order.
    """
    columns = summed.c
    product, party, person = products.c, parties.c, access_person.c
    joins: Mapping[By, tuple[Any, Any, Any, Any]] = {
        "product": (products, product.id, cast(columns.whose, Text), product.name),
        "category": (products, product.id, product.category, product.category),
        "client": (parties, party.id, cast(columns.whose, Text), party.name),
        "region": (parties, party.id, party.territory, party.territory),
        "segment": (parties, party.id, party.segment, party.segment),
        "seller": (access_person, person.id, cast(columns.whose, Text), person.name),
    }
    if by == "total":
        key: Any = literal("total")
        label: Any = literal(_("Total"))
        chosen: Any = summed
    else:
        table, id, key, label = joins[by]
        chosen = summed.outerjoin(table, id == columns.whose)
    key, label = func.coalesce(key, ""), func.coalesce(label, "")
    net = func.sum(columns.net)
    return (
        select(
            columns.period,
            key.label("key"),
            label.label("label"),
            columns.currency,
            cast(net, Text).label("net"),  # written as it is read, without a decimal between
            cast(func.sum(columns.quantity), Text).label("quantity"),
            func.sum(columns.orders).label("orders"),
        )
        .select_from(chosen)
        .group_by(columns.period, key, label, columns.currency)
        .order_by(columns.period, columns.currency != home, columns.currency, net.desc(), key)
    )
