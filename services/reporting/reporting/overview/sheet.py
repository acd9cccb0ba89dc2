"""What the parts of one snapshot share: its days, its reach, and how a tile and its link are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from chassis.language import _, pgettext
from chassis.work import Work
from contracts.values import Money
from kernel.access import scope_condition
from reporting import sales
from reporting.models import deal_document, freshness, parties
from reporting.overview.meanings import MEANINGS
from reporting.overview.periods import Spans, Stretch, spans
from reporting.overview.schemas import Filter, Link, ListKey, Tile, TileKey, Unit

_c = deal_document.c
Amounts = Mapping[str, Decimal]  # by currency
ZERO = Decimal("0.00")
MOST_CLIENTS = 100  # values that a list takes in one filter
READS: Mapping[ListKey, str] = {"orders": "orders.read", "quotes": "quotes.read", "invoices": "billing.read"}
STREAMS: Mapping[ListKey, str] = {"orders": "order", "quotes": "quote", "invoices": "invoice"}


@dataclass
class Sheet:
    """What the parts of one snapshot share."""

    work: Work
    period: Stretch
    spans: Spans
    territory: str | None
    clients: str | None  # ids of the territory's clients for a filter; None when it names none
    linked: bool
    fresh: Mapping[str, datetime]

    @property
    def currency(self) -> str:
        """The company's."""
        return self.work.settings.company_currency

    def reached(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        """These conditions, the caller's scope and the territory."""
        scope = scope_condition(
            self.work.caller, self.work.permission, owner=_c.owner_id, client=_c.client_id
        )
        return and_(scope, sales.of_territory(_c.client_id, self.territory), *conditions)

    def link(self, to: ListKey, *columns: str, **filters: str) -> Link | None:
        """The list with this filter, for whoever may read it; ``__`` stands for the dot of an operator."""
        caller = self.work.caller
        if not self.linked or (caller is not None and not caller.may(READS[to])):
            return None
        chosen: Filter = {name.replace("__", "."): value for name, value in filters.items()}
        reached = chosen | ({"client_id": self.clients} if self.clients else {})
        return Link(list=to, filter=reached, columns=",".join(columns))

    def dated(self, to: ListKey, day: str, *columns: str, **filters: str) -> Link | None:
        """The list of what has this day in the period."""
        days = self.spans.current
        between = {f"{day}__gte": days.since.isoformat(), f"{day}__lte": days.to.isoformat()}
        return self.link(to, *columns, **filters, **between)

    def ours(self, amounts: Amounts) -> Decimal:
        """The amount in the company's currency."""
        return amounts.get(self.currency, ZERO)

    def others(self, amounts: Amounts) -> list[Money]:
        """The amounts in other currencies, which are never added to ours."""
        return [
            Money(amount=amount, currency=currency)
            for currency, amount in sorted(amounts.items())
            if currency != self.currency and amount
        ]

    def tile(
        self, key: TileKey, unit: Unit, value: Any, previous: Any, of: ListKey, link: Link | None, **more: Any
    ) -> Tile:
        """The tile of a number that documents of this list make; ``more`` may be parts."""
        return Tile(
            key=key,
            name=pgettext("figure", MEANINGS[key].name),
            means=_(MEANINGS[key].sentence),
            value=_plain(value),
            unit=unit,
            currency=None,
            others=[],
            previous=_plain(previous),
            as_of=self.fresh.get(STREAMS[of]),
            link=link,
            **more,
        )

    def amount(
        self, key: TileKey, now: Amounts, before: Amounts | None, of: ListKey, link: Link | None, **more: Any
    ) -> Tile:
        """The tile of amounts by currency: ours, and the others beside it."""
        previous = None if before is None else self.ours(before)
        tile = self.tile(key, "money", self.ours(now), previous, of, link, **more)
        return tile.model_copy(update={"currency": self.currency, "others": self.others(now)})


def _plain(value: Decimal | int | None) -> str | None:
    return None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


async def opened(work: Work, period: Stretch, territory: str | None) -> Sheet:
    """The sheet of a snapshot that begins now."""
    times = await work.execute(select(freshness.c.stream, freshness.c.newest_event_at))
    fresh = {row.stream: row.newest_event_at for row in times}
    ids: list[str] = []
    if territory is not None:
        of = select(parties.c.id).where(parties.c.territory == territory)
        ids = [str(row.id) for row in await work.execute(of.order_by(parties.c.id).limit(MOST_CLIENTS + 1))]
    linked = territory is None or 0 < len(ids) <= MOST_CLIENTS
    return Sheet(
        work=work,
        period=period,
        spans=spans(period, await work.today()),
        territory=territory,
        clients=",".join(ids) or None,
        linked=linked,
        fresh=fresh,
    )
