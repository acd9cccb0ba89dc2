"""Values that travel inside events and over HTTP: money, quantities, addresses, parties, lines.

Amounts are decimal strings in JSON, never floats. A total has the currency's decimals; a unit
price may have six.
"""

import re
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from contracts.currencies import CURRENCIES
from contracts.event import Choice
from contracts.unfit import Unfit

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")


def _is_tender(code: str) -> str:
    if code not in CURRENCIES:
        raise Unfit("%(code)s is no currency of ISO 4217 that anybody pays with", code=code)
    return code


# as documents carry it: those of earlier days may name what is no currency, and stay readable
CurrencyCode = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 code")]
Currency = Annotated[CurrencyCode, AfterValidator(_is_tender)]


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _in_digits(given: object) -> object:
    """A text that is a number as people write one: Python would also read 1_0, 1e3, other digits and -0."""
    if not isinstance(given, str):
        return given
    text = given.strip()
    if not NUMBER.fullmatch(text):
        raise Unfit("Write it in digits, such as 12.50.")
    return text.lstrip("-") if text[:1] == "-" and not text.strip("-0.") else text


def _written(pattern: str) -> WithJsonSchema:
    """How readers of the JSON Schema see a decimal: a string, never a number, which many would round."""
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


_PLAIN = PlainSerializer(_plain, return_type=str)
_DIGITS = BeforeValidator(_in_digits)
Amount = Annotated[
    Decimal,
    Field(max_digits=19, decimal_places=4),
    _DIGITS,
    _PLAIN,
    _written(r"-?[0-9]{1,15}(\.[0-9]{1,4})?"),
]
UnitPrice = Annotated[
    Decimal,
    Field(ge=0, max_digits=19, decimal_places=6),
    _DIGITS,
    _PLAIN,
    _written(r"[0-9]{1,13}(\.[0-9]{1,6})?"),
]
Fraction = Annotated[
    Decimal,
    Field(ge=0, le=1, max_digits=7, decimal_places=6),
    _DIGITS,
    _PLAIN,
    _written(r"(0(\.[0-9]{1,6})?|1(\.0{1,6})?)"),
]
Count = Annotated[
    Decimal,
    Field(ge=0, max_digits=19, decimal_places=4),
    _DIGITS,
    _PLAIN,
    _written(r"[0-9]{1,15}(\.[0-9]{1,4})?"),
]


class Value(BaseModel):
    """Base of all values: immutable, unknown fields refused when written."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Value):
    """An amount in one currency."""

    amount: Amount
    currency: CurrencyCode


class Quantity(Value):
    """How much of something, in a unit of measure (``pcs`` by default)."""

    value: Count
    unit: Annotated[str, Field(min_length=1, max_length=12)] = "pcs"


class Address(Value):
    """A postal address; country is the name or code that the company uses for its territories."""

    name: Annotated[str, Field(max_length=200)] = ""
    street: Annotated[str, Field(max_length=200)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    region: Annotated[str, Field(max_length=100)] = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(min_length=1, max_length=100)]


class PartyRef(Value):
    """A client or distributor as it was named when the document was written."""

    id: UUID
    number: str
    name: str


class ItemKind(Choice):
    """What is sold: a device, an option that goes with it, or a service."""

    DEVICE = "device"
    OPTION = "option"
    SERVICE = "service"
    UNKNOWN = "unknown"


class Supply(Choice):
    """Where a missing item comes from: made by production, bought and resold, or nowhere (a service)."""

    MAKE = "make"
    BUY = "buy"
    NONE = "none"
    UNKNOWN = "unknown"


class LineItem(Value):
    """One priced line of a quote, order or invoice.

    ``net`` = quantity × unit_price × (1 − discount), rounded half up to the currency.
    """

    line_id: UUID
    position: Annotated[int, Field(ge=1)]
    product_id: UUID
    kind: ItemKind
    number: str
    name: str
    category: str = ""
    description: str = ""
    supply: Supply = Supply.NONE
    quantity: Quantity
    list_price: UnitPrice
    unit_price: UnitPrice
    discount: Fraction = Decimal(0)
    net: Amount
    tax_rate: Fraction = Decimal(0)


class TaxPolicy(Choice):
    """How a document was taxed; it stays so for good.

    ``lines``: freight untaxed, part invoices take cumulative shares of the tax. ``with-goods``: freight is
    shared over all lines and taxed with them, and each part invoice's tax is its own. ``goods``: the same,
    but freight is shared over the goods alone, and over all lines where no line is goods.
    """

    LINES = "lines"
    WITH_GOODS = "with-goods"
    GOODS = "goods"
    UNKNOWN = "unknown"


class FreightTax(Value):
    """How a document's freight is taxed, as accounting's register said when it was agreed.

    ``rate`` holds whatever the goods are taxed at, 0 exempts; with None freight is taxed with the goods.
    ``text`` is printed beside it, such as the reason of the exemption (EN 16931 BT-120).
    """

    treatment_id: UUID
    rate: Fraction | None = None
    text: str = ""


class Totals(Value):
    """Sums of a document in its currency: net of the lines, freight, tax, and gross of all.

    ``rounding`` (EN 16931 BT-114) stands on the last part invoice of an order, so that the parts come to
    what was ordered though each has tax of its own, and on one before where they would come to more. Freight
    is taxed as ``policy`` says where ``freight_tax`` does not.
    """

    net: Amount
    freight: Amount
    tax: Amount
    gross: Amount
    currency: CurrencyCode
    rounding: Amount = Decimal(0)
    policy: TaxPolicy = TaxPolicy.LINES
    freight_tax: FreightTax | None = None


class ShippedLine(Value):
    """What left for one order line, with the serial numbers of the units when they have any."""

    line_id: UUID
    product_id: UUID
    quantity: Count
    serial_numbers: tuple[str, ...] = ()


class DeliveryLine(Value):
    """What a delivery order is to bring for one order line."""

    line_id: UUID
    product_id: UUID
    number: str
    name: str
    quantity: Quantity
