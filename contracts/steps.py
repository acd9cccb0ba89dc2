"""The steps of a deal: what traces and the funnel show of an event, stated beside the event."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The parts of a deal, in the order of its story."""

    QUOTE = "quote"
    ORDER = "order"
    CREDIT = "credit"
    SUPPLY = "supply"
    DELIVERY = "delivery"
    INVOICE = "invoice"


@dataclass(frozen=True, kw_only=True)
class Step:
    """The step of a deal that an event is; an event without one is in no deal's trace.

    ``status`` is what its document has afterwards, ``in_part`` the same where the event says that it was a
    part only; each is as before where it is empty. ``funnel`` names the step of the funnel as which it
    counts on the day in the field ``on``. ``outsider`` is who reports it where nobody of ours says so.
    """

    stage: Stage
    status: str = ""
    in_part: str = ""
    funnel: str = ""
    on: str = ""
    outsider: str = ""
