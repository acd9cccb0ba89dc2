"""Products and price lists: their tables, their rules, and the fact that each step returns.

A product is published → revised, approved … → discontinued; a price list is issued whole → withdrawn.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CHAR, Boolean, Column, Date, Integer, MetaData, Numeric, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import DATERANGE

from catalog.price_mistakes import check_prices
from chassis.errors import Conflict, Refused
from chassis.language import N_, _, stated
from chassis.number_formats import day
from chassis.work import Aggregate, Stored, aggregate_columns, children, time
from contracts.catalog import (
    PRICE_LIST,
    PRODUCT,
    Level,
    ListedPrice,
    PriceBreak,
    PriceListIssued,
    PriceListWithdrawn,
    PriceMode,
    ProductDiscontinued,
    ProductFacts,
    ProductPublished,
    ProductRevised,
)
from contracts.event import Choice, Stream
from contracts.text import folded
from kernel.currencies import CURRENCIES

MOST_PRICES = 500  # an event carries the whole list, and its size is limited
MOST_BREAKS = 2000  # of all prices together, for the same reason

metadata = MetaData()

product_table = Table(
    "product",
    metadata,
    *aggregate_columns(),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("alike", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("product_type", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("supply", Text, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    Column("tax_rate", Numeric(7, 6), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("research", Boolean, nullable=False),
    Column("sales_approved", Boolean, nullable=False),
    Column("engineering_approved", Boolean, nullable=False),
    Column("has_bom", Boolean, nullable=False),
    Column("fits", Stored(tuple[UUID, ...]), nullable=False),
    Column("upc", Text, nullable=False),
    Column("qr_text", Text, nullable=False),
    Column("cluster", Text, nullable=False),
    Column("levels", Stored(tuple[Level, ...]), nullable=False),
    Column("discontinued_on", Date),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)

price_list_table = Table(
    "price_list",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("mode", Text, nullable=False),
    Column("max_discount", Numeric(7, 6), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("price_count", Integer, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)

listed_price = Table(
    "listed_price",
    metadata,
    Column("price_list_id", Uuid, primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Column("currency", CHAR(3), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("unit_price", Numeric(19, 6), nullable=False),
    Column("floor", Numeric(19, 6), nullable=False),
    Column("cost", Numeric(19, 6), nullable=False),
    Column("breaks", Stored(tuple[PriceBreak, ...]), nullable=False),
)

price_in_force = Table(
    "price_in_force",
    metadata,
    Column("product_id", Uuid, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("during", DATERANGE, nullable=False),
    Column("price_list_id", Uuid, nullable=False),
)

currency_copy = CURRENCIES.table(metadata)


class Approval(Choice):
    """Who has to agree: sales to its being sold, engineering to its being made."""

    SALES = "sales"
    ENGINEERING = "engineering"


@dataclass(kw_only=True)
class Product(Aggregate):
    """A device, an option or a service."""

    stream: ClassVar[Stream] = PRODUCT
    table: ClassVar[Table] = product_table

    kind: str
    number: str
    name: str
    description: str = ""
    category: str = ""
    product_type: str = ""
    unit: str = "pcs"
    supply: str
    lead_time_days: int = 0
    tax_rate: Decimal = Decimal(0)
    active: bool = True
    research: bool = False
    sales_approved: bool = False
    engineering_approved: bool = False
    has_bom: bool = False
    fits: tuple[UUID, ...] = ()
    upc: str = ""
    qr_text: str = ""
    cluster: str = ""
    levels: tuple[Level, ...] = ()
    discontinued_on: date | None = None
    alike: str = ""  # the number as it is compared

    def publish(self) -> ProductPublished:
        """The product stands in the catalog, approved by nobody yet."""
        self._check_fits()
        self.alike = folded(self.number)
        return ProductPublished(**self._facts())

    def revise(self) -> ProductRevised:
        """The product's fields were changed by the command."""
        self._must_be_current(N_("changed"))
        self._check_fits()
        self.alike = folded(self.number)
        return ProductRevised(**self._facts())

    def approve(self, approval: Approval) -> ProductRevised:
        """Sales or engineering agrees."""
        return self._set_approval(approval, given=True)

    def withdraw_approval(self, approval: Approval) -> ProductRevised:
        """Sales or engineering agrees no longer."""
        return self._set_approval(approval, given=False)

    def discontinue(self, on: date) -> ProductDiscontinued:
        """From now on it cannot be quoted; for good."""
        self._must_be_current(N_("discontinued"))
        self.active, self.discontinued_on = False, on
        return ProductDiscontinued(product_id=self.id)

    def _set_approval(self, approval: Approval, *, given: bool) -> ProductRevised:
        self._must_be_current(N_("approved"))
        field = f"{approval}_approved"
        if getattr(self, field) is given:
            unchanged = (
                N_("%(number)s already has the %(approval)s approval.")
                if given
                else N_("%(number)s does not have the %(approval)s approval.")
            )
            raise Conflict(
                _(unchanged, number=self.number, approval=stated(approval)), slug="approval-unchanged"
            )
        setattr(self, field, given)
        return ProductRevised(**self._facts())

    def _must_be_current(self, wanted: str) -> None:
        if self.discontinued_on is not None:
            raise Conflict(
                _(
                    "%(number)s was discontinued on %(day)s and cannot be %(wanted)s. Create "
                    "a new product with another number.",
                    number=self.number,
                    day=day(self.discontinued_on),
                    wanted=_(wanted),
                ),
                slug="product-discontinued",
            )

    def _check_fits(self) -> None:
        if self.fits and self.kind != "option":
            raise Refused(
                _(
                    "Only an option fits devices; %(number)s is a %(kind)s.",
                    number=self.number,
                    kind=stated(self.kind),
                ),
                slug="fits",
            )

    def _facts(self) -> dict[str, Any]:
        names = ProductFacts.model_fields.keys() - {"product_id"}
        return {name: getattr(self, name) for name in names} | {"product_id": self.id}


@dataclass(kw_only=True)
class PriceList(Aggregate):
    """Prices of up to 500 products that hold from a day on."""

    stream: ClassVar[Stream] = PRICE_LIST
    table: ClassVar[Table] = price_list_table

    name: str
    currency: str
    valid_from: date
    valid_until: date | None = None
    mode: str = PriceMode.ADJUSTABLE
    max_discount: Decimal = Decimal(0)
    withdrawn: bool = False
    price_count: int = 0
    prices: list[ListedPrice] = children()  # noqa: RUF009  # it returns a dataclass field

    def issue(self) -> PriceListIssued:
        """The list is known, whole."""
        self.price_count = len(self.prices)
        self._check_size()
        self._check_dates()
        check_prices(self.prices)
        names = PriceListIssued.model_fields.keys() - {"price_list_id", "prices"}
        given = {name: getattr(self, name) for name in names}
        return PriceListIssued(price_list_id=self.id, prices=tuple(self.prices), **given)

    def withdraw(self, until: date) -> PriceListWithdrawn:
        """The list holds until that day (exclusive) at most; on its first day it never held."""
        if self.withdrawn:
            raise Conflict(
                _("Price list %(name)s was withdrawn already.", name=self.name), slug="price-list-withdrawn"
            )
        if until < self.valid_from or (self.valid_until is not None and until > self.valid_until):
            raise Refused(
                _(
                    "Price list %(name)s can end between %(valid_from)s and %(valid_until)s, not on "
                    "%(until)s.",
                    name=self.name,
                    valid_from=day(self.valid_from),
                    valid_until=day(self.valid_until) or _("any later day"),
                    until=day(until),
                ),
                slug="dates",
            )
        self.withdrawn, self.valid_until = True, until
        return PriceListWithdrawn(price_list_id=self.id, valid_until=until)

    def _check_size(self) -> None:
        if len(self.prices) > MOST_PRICES:
            raise Refused(
                _(
                    "A price list names %(most)s products at most, this one %(prices)s. Issue "
                    "several lists with the same dates.",
                    most=MOST_PRICES,
                    prices=len(self.prices),
                ),
                slug="price-list-too-large",
            )
        breaks = sum(len(price.breaks) for price in self.prices)
        if breaks > MOST_BREAKS:
            raise Refused(
                _(
                    "A price list has %(most)s quantity breaks at most, this one %(breaks)s. "
                    "Issue several lists with the same dates.",
                    most=MOST_BREAKS,
                    breaks=breaks,
                ),
                slug="price-list-too-large",
            )

    def _check_dates(self) -> None:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise Refused(
                _(
                    "The list would end on %(valid_until)s, not after %(valid_from)s when it begins. "
                    "valid_until is the first day on which it no longer holds.",
                    valid_until=day(self.valid_until),
                    valid_from=day(self.valid_from),
                ),
                slug="dates",
            )
