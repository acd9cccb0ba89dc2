"""What is said when goods cannot leave."""

from decimal import Decimal
from uuid import UUID

from chassis.errors import Conflict, Refused
from chassis.language import _, stated


def not_open(number: str, status: str, wanted: str) -> Conflict:
    """The delivery is over."""
    return Conflict(
        _(
            "%(number)s is %(status)s; nothing more can be %(wanted)s.",
            number=number,
            status=stated(status),
            wanted=_(wanted),
        ),
        slug=f"delivery-order-{status}",
    )


def not_reserved(
    number: str, quantity: Decimal, reserved: Decimal, waiting: Decimal, line_id: UUID
) -> Refused:
    """More would leave than is reserved."""
    return Refused(
        _(
            "%(quantity)s of %(number)s cannot leave: %(reserved)s are reserved and %(waiting)s "
            "wait for stock. Dispatch what is reserved.",
            quantity=f"{quantity:f}",
            number=number,
            reserved=f"{reserved:f}",
            waiting=f"{waiting:f}",
        ),
        slug="not-reserved",
        line_id=str(line_id),
    )
