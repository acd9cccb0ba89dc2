"""How a line came to its price, as people see it on quotes and orders."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.quotes import PriceRule
from contracts.values import Fraction, UnitPrice


class DecisionView(BaseModel):
    """The decision about a line's price; limits are null for those who may not see them."""

    model_config = ConfigDict(from_attributes=True)

    line_id: UUID
    price_list_id: UUID
    price_list_version: int
    priced_on: date
    rule: PriceRule
    floor: UnitPrice | None
    max_discount: Fraction | None
    discount_granted_by: UUID | None
