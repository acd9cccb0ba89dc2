"""What a price preview is asked for, and what it shows of every line and of the whole."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, PlainSerializer, model_validator

from contracts.catalog import PriceMode
from contracts.edge import BusinessDay
from contracts.quotes import PriceRule
from contracts.values import Amount, Currency, ItemKind, Supply, Totals
from quotes.documents import Lines, Request

Figure = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]


class PriceQuote(Request):
    """Lines to price for the draft ``quote_id``, as of ``priced_on``, or for one that is not there yet."""

    quote_id: UUID | None = None
    priced_on: BusinessDay | None = None
    client_id: UUID | None = None
    quoted_on: BusinessDay | None = None
    currency: Currency | None = None
    freight: Annotated[Amount, Field(ge=0)] | None = None
    lines: Lines = Field(default=[])

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        others = (self.client_id, self.quoted_on, self.currency)
        if self.quote_id is not None and any(other is not None for other in others):
            raise ValueError("a quote has its client, day and currency: leave them out beside quote_id")
        if self.quote_id is None and self.priced_on is not None:
            raise ValueError("a new quote is priced as of its day: give quoted_on instead of priced_on")
        return self


class PriceProblem(BaseModel):
    """Why drafting would refuse this; ``type`` as in problems, ``pointer`` into what was sent."""

    type: str
    pointer: str
    detail: str


class ProductShown(BaseModel):
    """What quotes knows of the product; ``fits`` are devices that an option is sold with, any if empty."""

    kind: ItemKind
    number: str
    name: str
    category: str
    unit: str
    supply: Supply
    lead_time_days: int
    sellable: bool
    fits: tuple[UUID, ...]


class PriceListShown(BaseModel):
    """The price list that decides."""

    id: UUID
    version: int
    valid_from: date
    valid_until: date | None
    mode: PriceMode
    max_discount: Figure | None


class BreakShown(BaseModel):
    """From ``min_quantity`` on a unit costs ``unit_price``."""

    min_quantity: Figure
    unit_price: Figure


class PricedLine(BaseModel):
    """One line; what cannot be known is null. ``net`` is shown even where a problem would refuse the line.

    ``effective_price`` is the unit price after discount, ``discount_on_list`` all that it is below the list
    price; ``needs_grant`` says that this is more than a seller may give alone. ``kept`` lines stay as they
    were priced on ``priced_on``.
    """

    position: int
    line_id: UUID | None
    kept: bool
    priced_on: date
    product_id: UUID | None
    product: ProductShown | None = None
    quantity: Figure | None
    price_list: PriceListShown | None = None
    breaks: list[BreakShown] = []
    quantity_break: BreakShown | None = None
    next_break: BreakShown | None = None
    rule: PriceRule | None = None
    list_price: Figure | None = None
    unit_price: Figure | None = None
    discount: Figure
    effective_price: Figure | None = None
    discount_on_list: Figure | None = None
    floor: Figure | None = None
    below_floor: bool = False
    needs_grant: bool = False
    net: Figure | None = None
    tax_rate: Figure | None = None
    problems: list[PriceProblem] = []


class TaxShown(BaseModel):
    """Tax is taken once per rate, on the sum of the rate's lines and their freight."""

    tax_rate: Figure
    net: Figure
    tax: Figure


class QuotePrice(BaseModel):
    """The lines priced, and totals of those that have a net.

    ``complete`` says that nothing has a problem: a quote drafted now would come to these totals.
    ``may_grant`` says whether the asker may give more discount than a seller alone.
    """

    priced_on: date
    currency: str
    complete: bool
    may_grant: bool
    lead_time_days: int
    lines: list[PricedLine]
    taxes: list[TaxShown]
    totals: Totals
    problems: list[PriceProblem]
