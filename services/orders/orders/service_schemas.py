"""How services of an order are shown: what is to be performed, and what was."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chassis.http import Closable
from contracts.values import Count, Totals


class PerformanceView(BaseModel):
    """What was performed on a day, and what of the order's money it is."""

    model_config = ConfigDict(from_attributes=True)

    performance_id: UUID
    performed_on: date
    quantity: Count
    totals: Annotated[Totals, Closable()]


class ServiceView(BaseModel):
    """A service order made for a line of the order, with what was performed so far."""

    id: UUID
    number: str
    line_id: UUID
    product_number: str
    product_name: str
    quantity: Count
    performed: Count
    unit: str
    due_on: date | None
    status: Literal["open", "performed", "cancelled"]
    performances: list[PerformanceView] = []
