"""What a price preview of a quote is asked for, and its answer."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from chassis.language import _
from contracts.edge import BusinessDay
from kernel.pricing import Preview, PreviewRequest


class PriceQuote(PreviewRequest):
    """Lines to price for the draft ``quote_id``, as of ``priced_on``, or for one that is not there yet."""

    quote_id: UUID | None = None
    quoted_on: BusinessDay | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        others = (self.client_id, self.quoted_on, self.currency)
        if self.quote_id is not None and any(other is not None for other in others):
            raise ValueError(_("a quote has its client, day and currency: leave them out beside quote_id"))
        if self.quote_id is None and self.priced_on is not None:
            raise ValueError(_("a new quote is priced as of its day: give quoted_on instead of priced_on"))
        return self


class QuotePrice(Preview):
    """The lines priced, and totals of those that have a net.

    ``complete`` says that nothing has a problem: a quote drafted now would come to these totals.
    ``may_grant`` says whether the asker may give more discount than a seller alone.
    """
