"""What a price preview of an order is asked for, and its answer."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from chassis.language import _
from contracts.edge import BusinessDay
from kernel.pricing import Preview, PreviewRequest


class PriceOrder(PreviewRequest):
    """Lines to price for the draft ``order_id``, as of ``priced_on``, or for a new one."""

    order_id: UUID | None = None
    ordered_on: BusinessDay | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        others = (self.client_id, self.ordered_on, self.currency)
        if self.order_id is not None and any(other is not None for other in others):
            raise ValueError(_("an order has its client, day and currency: leave them out beside order_id"))
        if self.order_id is None and self.priced_on is not None:
            raise ValueError(_("a new order is priced as of its day: give ordered_on instead of priced_on"))
        return self


class OrderPrice(Preview):
    """The lines priced, and totals of those that have a net.

    ``complete`` says that nothing has a problem: an order drafted now would come to these totals.
    ``may_grant`` says whether the asker may give more discount than a seller alone.
    """
