"""catalog says what can be sold and at which prices.

A product is a device, an option or a service. Price lists are issued whole and hold from a date
until the next list that names the product.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field

from contracts.event import Choice, Event, Stream
from contracts.remembered import Remembered
from contracts.values import Count, CurrencyCode, Fraction, ItemKind, Supply, UnitPrice, Value

PRODUCT = Stream("product", "sales.product.v1", opens="catalog.read")
PRICE_LIST = Stream(  # it carries costs and floors; billing looks for the currency alone
    "price-list",
    "sales.price-list.v1",
    readers=("quotes", "orders", "billing"),
    opens="prices.limits",
)
UNIT = Stream("unit", "sales.unit.v1", opens="catalog.read")


def unit_id(unit: str) -> UUID:
    """The id of a unit of measure in the register: the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:saleswire:unit:{unit}")


class PriceMode(Choice):
    """Whether the seller may change the price: not at all, or down to the floor."""

    FIXED = "fixed"
    ADJUSTABLE = "adjustable"
    UNKNOWN = "unknown"


class Level(Value):
    """One parameter that characterises a product: ``Voltage`` = ``230 V``."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    value: Annotated[str, Field(min_length=1, max_length=400)]


class ProductFacts(Event):
    """The product as it is after the fact; fields of every product event."""

    remembered: ClassVar = Remembered(
        kind_in="kind",
        by=(
            "number",
            "name",
            "description",
            "category",
            "product_type",
            "cluster",
            "upc",
            "qr_text",
            "levels.value",
        ),
    )

    product_id: UUID
    kind: ItemKind
    number: str
    name: str
    description: str = ""
    category: str = ""
    unit: str = "pcs"
    supply: Supply = Supply.NONE
    lead_time_days: Annotated[int, Field(ge=0)] = 0
    tax_rate: Fraction = Decimal(0)
    active: bool = True
    research: bool = False
    sales_approved: bool = False
    engineering_approved: bool = False
    has_bom: bool = False
    fits: Annotated[tuple[UUID, ...], Field(description="Devices that this option fits; empty = any")] = ()
    product_type: str = ""
    upc: str = ""
    qr_text: str = ""
    cluster: str = ""
    levels: tuple[Level, ...] = ()


class ProductPublished(ProductFacts, stream=PRODUCT, name="published", label="Product published"):
    """A new product stands in the catalog."""


class ProductRevised(ProductFacts, stream=PRODUCT, name="revised", label="Product revised"):
    """The product's description, lead time or flags changed."""


class ProductDiscontinued(Event, stream=PRODUCT, name="discontinued", label="Product discontinued"):
    """The product can no longer be quoted."""

    product_id: UUID


class PriceBreak(Value):
    """From ``min_quantity`` (inclusive) of the line, the unit costs ``unit_price``."""

    min_quantity: Count
    unit_price: UnitPrice


class ListedPrice(Value):
    """One product's prices in a list; ``floor`` is the lowest unit price that may be quoted."""

    product_id: UUID
    breaks: Annotated[tuple[PriceBreak, ...], Field(min_length=1)]
    floor: UnitPrice
    cost: UnitPrice = Decimal(0)


class PriceListIssued(Event, stream=PRICE_LIST, name="issued", label="Price list issued"):
    """Prices in force from ``valid_from`` (inclusive) to ``valid_until`` (exclusive, open when absent).

    A product's price on a day is that of the list in force that names it and began last.
    """

    price_list_id: UUID
    name: str
    currency: CurrencyCode
    valid_from: date
    valid_until: date | None = None
    mode: PriceMode
    max_discount: Annotated[Fraction, Field(description="Discount a seller may give alone")] = Decimal(0)
    prices: tuple[ListedPrice, ...]


class PriceListWithdrawn(Event, stream=PRICE_LIST, name="withdrawn", label="Price list withdrawn"):
    """The list ends on ``valid_until`` (exclusive)."""

    price_list_id: UUID
    valid_until: date


class UnitDefined(Event, stream=UNIT, name="defined", label="Unit defined"):
    """Quantities in this unit of measure have at most so many decimals, from now on."""

    unit_id: UUID
    unit: str
    name: str
    decimals: Annotated[int, Field(ge=0, le=4)]
