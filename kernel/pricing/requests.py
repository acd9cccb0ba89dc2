"""What a seller asks for: the lines of a document, or a preview of them."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.language import _
from contracts.edge import BusinessDay, Prose
from contracts.values import Amount, Count, Currency, Fraction, UnitPrice


class AskedLine(BaseModel):
    """One line as the seller asks for it; price and discount only where they differ from the list.

    ``line_id`` names a line that the draft has: what is left out of it stays, and its price stays as long as
    product, quantity, price and discount do. A line that changes is priced as asked, like a new one;
    ``unit_price`` null asks for the list's price.
    """

    model_config = ConfigDict(extra="forbid")

    line_id: UUID | None = None
    product_id: UUID | None = None
    quantity: Annotated[Count, Field(gt=0, le=10_000_000)] | None = None
    unit_price: UnitPrice | None = None
    discount: Fraction | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.line_id is None and (self.product_id is None or self.quantity is None):
            raise ValueError(_("a line names product_id and quantity, or the line_id of a line to keep"))
        return self


Lines = Annotated[
    list[AskedLine],
    Field(max_length=1000, description="All together, with their texts, come to some 750 KiB at most"),
]


class PreviewRequest(BaseModel):
    """Lines to price as of ``priced_on`` for a draft, or for a client and a currency."""

    model_config = ConfigDict(extra="forbid")

    priced_on: BusinessDay | None = None
    client_id: UUID | None = None
    currency: Currency | None = None
    freight: Annotated[Amount, Field(ge=0)] | None = None
    freight_treatment_id: UUID | None = None
    lines: Lines = Field(default=[])
