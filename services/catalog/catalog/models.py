"""Products and price lists: their tables, their rules, and the fact that each step returns.

A product is published → revised, approved … → discontinued; a price list is issued whole → withdrawn.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CHAR, Boolean, Column, Date, Integer, MetaData, Numeric, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import DATERANGE

from chassis.errors import Conflict, Refused
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
        self._must_be_current("changed")
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
        self._must_be_current("discontinued")
        self.active, self.discontinued_on = False, on
        return ProductDiscontinued(product_id=self.id)

    def _set_approval(self, approval: Approval, *, given: bool) -> ProductRevised:
        self._must_be_current("approved")
        field = f"{approval}_approved"
        if getattr(self, field) is given:
            state = "already has" if given else "does not have"
            raise Conflict(f"{self.number} {state} the {approval} approval.", slug="approval-unchanged")
        setattr(self, field, given)
        return ProductRevised(**self._facts())

    def _must_be_current(self, wanted: str) -> None:
        if self.discontinued_on is not None:
            raise Conflict(
                f"{self.number} was discontinued on {self.discontinued_on} and cannot be {wanted}. "
                "Create a new product with another number.",
                slug="product-discontinued",
            )

    def _check_fits(self) -> None:
        if self.fits and self.kind != "option":
            raise Refused(f"Only an option fits devices; {self.number} is a {self.kind}.", slug="fits")

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
            raise Conflict(f"Price list {self.name} was withdrawn already.", slug="price-list-withdrawn")
        if until < self.valid_from or (self.valid_until is not None and until > self.valid_until):
            raise Refused(
                f"Price list {self.name} can end between {self.valid_from} and "
                f"{self.valid_until or 'any later day'}, not on {until}.",
                slug="dates",
            )
        self.withdrawn, self.valid_until = True, until
        return PriceListWithdrawn(price_list_id=self.id, valid_until=until)

    def _check_size(self) -> None:
        if len(self.prices) > MOST_PRICES:
            raise Refused(
                f"A price list names {MOST_PRICES} products at most, this one {len(self.prices)}. "
                "Issue several lists with the same dates.",
                slug="price-list-too-large",
            )
        breaks = sum(len(price.breaks) for price in self.prices)
        if breaks > MOST_BREAKS:
            raise Refused(
                f"A price list has {MOST_BREAKS} quantity breaks at most, this one {breaks}. "
                "Issue several lists with the same dates.",
                slug="price-list-too-large",
            )

    def _check_dates(self) -> None:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise Refused(
                f"The list would end on {self.valid_until}, not after {self.valid_from} when it begins. "
                "valid_until is the first day on which it no longer holds.",
                slug="dates",
            )


def check_prices(prices: list[ListedPrice]) -> None:
    """Raise Refused with a pointer for each price that breaks a rule of its own."""
    named = Counter(price.product_id for price in prices)
    errors = [
        {"pointer": f"/prices/{place}/{field}", "detail": detail}
        for place, price in enumerate(prices)
        for field, detail in _mistakes(price, named[price.product_id])
    ]
    if errors:
        raise Refused(f"{len(errors)} prices break a rule; errors says which.", slug="prices", errors=errors)


def _mistakes(price: ListedPrice, times: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if times > 1:
        found.append(("product_id", "the list names this product more than once"))
    quantities = [step.min_quantity for step in price.breaks]
    if any(later <= earlier for earlier, later in pairwise(quantities)):
        found.append(("breaks", "min_quantity must rise from break to break"))
    lowest = min(step.unit_price for step in price.breaks)
    if price.floor > lowest:
        found.append(("floor", f"the floor {price.floor:f} lies above the lowest price {lowest:f}"))
    return found
