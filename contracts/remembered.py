"""What people remember of a record: what they find it by, stated beside the events that tell of it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be found; in the order in which equally good hits stand."""

    CLIENT = "client"
    CONTACT = "contact"
    DISTRIBUTOR = "distributor"
    ORDER = "order"
    QUOTE = "quote"
    INVOICE = "invoice"
    DEVICE = "device"
    OPTION = "option"
    SERVICE = "service"
    DELIVERY_ORDER = "delivery-order"
    SERVICE_ORDER = "service-order"
    JOB_ORDER = "job-order"
    PURCHASE_REQUEST = "purchase-request"


OFFERED = (  # what a quote and the order that comes of it are both found by
    "number",
    "project",
    "description",
    "external_ref",
    "client.name",
    "distributor.name",
    "shipping_address.city",
    "lines.number",
    "lines.name",
    "totals.net",
    "totals.gross",
)


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What the search keeps of an event; an event without one is not looked for.

    ``by`` names its fields, those of values in it with a dot (``client.name``, ``lines.number``): what they
    hold takes the place of what earlier events said. What the fields of ``adds`` hold joins it. The first
    event of a record says the ``kind``, by itself or as the field ``kind_in`` has it. ``within`` is the field
    with the id of the record whose owner it has, where it has none.
    """

    by: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    kind: Kind | None = None
    kind_in: str = ""
    within: str = ""
