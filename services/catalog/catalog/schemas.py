"""What goes over the wire: products and price lists as they are written and as each role sees them.

Costs stand in classes of their own, ``Costed…``, which only holders of ``catalog.cost`` receive; floors and
largest discounts are null for those who do not hold ``prices.limits``.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, field_validator

from catalog.models import Approval
from chassis.language import _, one_of
from chassis.lists import plain
from contracts.catalog import Level, PriceBreak, PriceMode
from contracts.edge import BusinessDay, OneLine, Prose, asked
from contracts.values import Currency, CurrencyCode, Fraction, ItemKind, Supply, UnitPrice

Short = Annotated[OneLine, Field(max_length=200)]
Named = Annotated[OneLine, Field(min_length=1, max_length=200)]
Number = Annotated[OneLine, Field(min_length=1, max_length=50, description="Unique, as the company counts")]


def _check_digit(code: str) -> str:
    """GTIN: digits weighted 3 and 1 from the right, the check digit excluded, sum to a multiple of ten."""
    if code:
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
        if weighted % 10:
            raise ValueError(_("the last digit does not fit the others"))
    return code


Plain = Annotated[Decimal, PlainSerializer(plain, return_type=str)]  # the same however it was written
Upc = Annotated[str, Field(pattern=r"^([0-9]{8}|[0-9]{12,14})?$"), AfterValidator(_check_digit)]


KEPT: Any = None  # default of a field that keeps its value when it is not given; null itself is refused


def _without_defaults(schema: dict[str, Any]) -> None:
    """A change keeps what it does not name, so its description must not offer defaults to send."""
    for described in schema.get("properties", {}).values():
        described.pop("default", None)


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class _Level(Level):
    name: Annotated[OneLine, Field(min_length=1, max_length=100)]
    value: Annotated[OneLine, Field(min_length=1, max_length=400)]


AskedLevel = Annotated[Level, asked(_Level)]


class ProductFields(Request):
    """What may be said about a product; approvals are given by commands of their own."""

    description: Annotated[Prose, Field(max_length=4000)] = ""
    category: Short = ""
    product_type: Short = ""
    unit: Annotated[OneLine, Field(min_length=1, max_length=12)] = "pcs"
    lead_time_days: Annotated[int, Field(ge=0, le=3650)] = 0
    tax_rate: Fraction = Decimal(0)
    active: Annotated[bool, Field(description="Available for sale")] = True
    research: Annotated[bool, Field(description="Still in research and development")] = False
    has_bom: bool = False
    upc: Upc = ""
    qr_text: Annotated[Prose, Field(max_length=400)] = ""
    cluster: Short = ""
    levels: Annotated[tuple[AskedLevel, ...], Field(max_length=100)] = ()
    fits: Annotated[tuple[UUID, ...], Field(max_length=200, description="Devices that an option fits")] = ()

    @field_validator("supply", check_fields=False)
    @classmethod
    def _known(cls, supply: Supply | None) -> Supply | None:
        if supply is Supply.UNKNOWN:
            raise ValueError(one_of(["make", "buy", "none"]))
        return supply


class NewProduct(ProductFields):
    """A new product; devices and options are made unless said otherwise, services come from nowhere."""

    number: Number
    name: Named
    supply: Supply | None = None


class EditProduct(ProductFields):
    """Changes to a product: only the fields that are given."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    number: Number = KEPT
    name: Named = KEPT
    supply: Supply = KEPT


class Approve(Request):
    """Whose approval is given or withdrawn."""

    approval: Approval


class OnDay(Request):
    """The business day of the step; today when left out, another day needs ``backdate``."""

    on: BusinessDay | None = None


class CurrentPrice(BaseModel):
    """What one unit costs today in the company's currency, by the list in force."""

    price_list_id: UUID
    unit_price: Plain
    currency: CurrencyCode
    breaks: tuple[PriceBreak, ...]
    floor: Plain | None
    mode: PriceMode
    max_discount: Plain | None
    valid_from: date
    valid_until: date | None


class CostedCurrentPrice(CurrentPrice):
    """The price with the cost behind it."""

    cost: Plain


class ProductView(BaseModel):
    """A product as it stands; ``price`` is today's, null when no list names it."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    id: UUID
    version: int
    kind: ItemKind
    number: str
    name: str
    description: str
    category: str
    product_type: str
    unit: str
    supply: Supply
    lead_time_days: int
    tax_rate: Plain
    active: bool
    research: bool
    sales_approved: bool
    engineering_approved: bool
    has_bom: bool
    upc: str
    qr_text: str
    cluster: str
    levels: tuple[Level, ...]
    fits: tuple[UUID, ...]
    discontinued_on: date | None
    price: CostedCurrentPrice | CurrentPrice | None = None


class AskedPrice(Request):
    """One product's prices: breaks count from their quantity inclusive, per line."""

    product_id: UUID
    breaks: Annotated[tuple[PriceBreak, ...], Field(min_length=1, max_length=100)]
    floor: UnitPrice
    cost: UnitPrice = Decimal(0)


class IssuePriceList(Request):
    """A whole list; a first day before today needs ``backdate``."""

    name: Named
    currency: Currency | None = None
    valid_from: BusinessDay
    valid_until: Annotated[BusinessDay | None, Field(description="First day without it")] = None
    mode: PriceMode = PriceMode.ADJUSTABLE
    max_discount: Annotated[Fraction, Field(description="Discount a seller may give alone")] = Decimal(0)
    prices: Annotated[list[AskedPrice], Field(min_length=1)]

    @field_validator("mode")
    @classmethod
    def _known(cls, mode: PriceMode) -> PriceMode:
        if mode is PriceMode.UNKNOWN:
            raise ValueError(one_of(["fixed", "adjustable"]))
        return mode


class WithdrawPriceList(Request):
    """The first day on which the list no longer holds: today, or its first day if that is later."""

    valid_until: BusinessDay | None = None


class ListedPriceView(BaseModel):
    """One product's prices in a list."""

    product_id: UUID
    number: str
    name: str
    breaks: tuple[PriceBreak, ...]
    floor: Plain | None


class CostedListedPriceView(ListedPriceView):
    """One product's prices in a list, with the cost."""

    cost: Plain


class PriceListView(BaseModel):
    """A price list with all its prices."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    id: UUID
    version: int
    name: str
    currency: str
    valid_from: date
    valid_until: date | None
    mode: PriceMode
    max_discount: Plain | None
    withdrawn: bool
    prices: list[CostedListedPriceView | ListedPriceView] = []


class PriceAnswer(CurrentPrice):
    """The price of a product on a day, for a quantity."""

    product_id: UUID
    on: date
    quantity: Plain


class CostedPriceAnswer(PriceAnswer):
    """The price on a day with the cost behind it."""

    cost: Plain


class DefineUnit(Request):
    """A unit of measure: what it is called, and how many decimals quantities in it have."""

    name: Named
    decimals: Annotated[int, Field(ge=0, le=4)]


class UnitView(BaseModel):
    """A unit of measure of the register."""

    model_config = ConfigDict(from_attributes=True)

    unit: str
    name: str
    decimals: int
