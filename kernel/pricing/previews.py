"""What a preview shows of every line and of the whole."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer

from contracts.catalog import PriceMode
from contracts.money import Sold
from contracts.quotes import PriceRule
from contracts.values import ItemKind, Supply, Totals

Figure = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]


class PriceProblem(BaseModel):
    """Why drafting would refuse this; ``type`` as in problems, ``pointer`` into what was sent."""

    type: str
    pointer: str
    detail: str


class ProductShown(BaseModel):
    """What is known of the product; ``fits`` are devices that an option is sold with, any if empty."""

    model_config = ConfigDict(from_attributes=True)

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
    were priced on ``priced_on``, null where that was not recorded.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    position: int
    line_id: UUID | None
    kept: bool
    priced_on: date | None
    product_id: UUID | None
    product: ProductShown | None = None
    kind: ItemKind | None = None
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

    def sold(self) -> Sold | None:
        """What the line adds to the totals; None where its net is not known."""
        if self.net is None or self.tax_rate is None or self.kind is None:
            return None
        return Sold(self.net, self.tax_rate, self.kind)


class TaxShown(BaseModel):
    """Tax is taken once per rate, on the sum of the rate's lines and their freight."""

    tax_rate: Figure
    net: Figure
    tax: Figure


class Preview(BaseModel):
    """The lines priced, and totals of those that have a net.

    ``complete`` says that nothing has a problem: a document drafted now would come to these totals.
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
