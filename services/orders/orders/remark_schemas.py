"""What an order says of itself beside its fields, for a person to look at."""

from uuid import UUID

from pydantic import BaseModel


class OtherOrder(BaseModel):
    """Another order, to be opened."""

    id: UUID
    number: str


class Remark(BaseModel):
    """What to look at although nothing was refused; ``order`` is the other one, null out of one's reach."""

    type: str
    pointer: str
    detail: str
    order: OtherOrder | None
