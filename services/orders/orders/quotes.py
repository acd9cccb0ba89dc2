"""Where quotes stand, and why a quote has no order that could be opened."""

from collections.abc import Collection
from typing import NoReturn
from uuid import UUID

from sqlalchemy import RowMapping, select

from chassis.errors import Busy, NotFound, Refused
from chassis.language import N_, _, stated
from chassis.work import Work
from orders.models import Order
from orders.process import Status
from orders.tables import quote_copy

WHAT_TO_DO = {
    "draft": N_(
        "Quote %(number)s is a draft. Send it to the client, and record that the client accepted it; "
        "then its order can be generated."
    ),
    "sent": N_(
        "Quote %(number)s is with the client. Record first that the client accepted it; "
        "then its order can be generated."
    ),
    "declined": N_(
        "Quote %(number)s was declined. Revise it, send it again and have it accepted; "
        "then its order can be generated."
    ),
    "expired": N_(
        "Quote %(number)s has expired. Revise it, send it again and have it accepted; "
        "then its order can be generated."
    ),
}


def numbers(typed: str) -> Collection[str]:
    """What a number typed by hand may mean: blanks around it and small letters do not matter."""
    bare = typed.strip()
    return {bare, bare.upper()}


async def explain(work: Work, quote_id: UUID | None, quote_number: str | None) -> NoReturn:
    """Raise what says why there is no order of this quote, and what to do.

    NotFound when no such quote is known or within reach, Refused when it is not accepted, Busy when its
    order is on its way.
    """
    quote = await _found(work, quote_id, quote_number)
    if quote is None:
        raise NotFound(
            _(
                "No accepted quote %(quote_number)s is known to orders. Check the number; if it was "
                "accepted just now, repeat this in a moment.",
                quote_number=quote_number or quote_id,
            ),
            slug="no-accepted-quote",
        )
    if quote["status"] == "accepted":
        raise Busy(
            _("The order of quote %(number)s is on its way. Repeat this in a moment.", number=quote["number"])
        )
    shown = {"id": quote["id"], "number": quote["number"], "status": quote["status"]}
    waits = quote["status"] in ("draft", "sent")
    raise Refused(
        _(WHAT_TO_DO[quote["status"]], number=quote["number"]),
        slug="quote-not-accepted" if waits else f"quote-{quote['status']}",
        quote=shown,
    )


def must_be_open(order: Order) -> None:
    """Raise Refused, naming the order, when it is more than a draft: the quote is ordered already."""
    if order.status != Status.DRAFT:
        raise Refused(
            _(
                "Quote %(quote_number)s was ordered already: %(number)s is %(status)s. Open it.",
                quote_number=order.quote_number,
                number=order.number,
                status=stated(order.status),
            ),
            slug="already-ordered",
            order={"id": order.id, "number": order.number, "status": order.status},
        )


async def _found(work: Work, quote_id: UUID | None, quote_number: str | None) -> RowMapping | None:
    c = quote_copy.c
    named = c.id == quote_id if quote_number is None else c.number.in_(numbers(quote_number))
    row = (await work.execute(select(quote_copy).where(named))).mappings().first()
    if row is None or work.caller is None:
        return row
    within = await work.caller.reaches(work, work.permission, row["owner_id"], row["client_id"])
    return row if within else None
