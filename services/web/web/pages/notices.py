"""What others did to one's own quotes, orders and invoices: read and unread, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import money, page
from web.visit import SignedIn, Visit

Row = Mapping[str, Any]
PAGES = {"quote": "/quotes", "order": "/orders", "invoice": "/invoices"}
router = APIRouter()


@dataclass(frozen=True)
class Notice:
    """One sentence about one document; ``tone`` is ok, bad or info."""

    words: str
    about: str
    number: str
    href: str
    tone: str
    time: str
    by: str
    unread: bool


@router.get("/notices")
async def show(visit: SignedIn, unread: bool = False, before: str = "") -> Response:
    """A page of them."""
    return await _show(visit, unread, before)


async def _show(visit: Visit, unread: bool, before: str, problem: ApiProblem | None = None) -> Response:
    asked = {"limit": 50} | ({"unread": "true"} if unread else {}) | ({"before": before} if before else {})
    found = await visit.api.get("/api/reports/notices", asked)
    return page(
        visit,
        "pages/notices.html",
        status=problem.status if problem else 200,
        notices=[notice(each, visit.session.person_id) for each in found["items"]],
        newest=found["items"][0]["id"] if found["items"] else "",
        unread=found["unread"],
        only_unread=unread,
        first=not before,
        next=found["next"],
        problem=problem,
    )


@router.post("/notices/read")
async def read(visit: SignedIn, form: Sent) -> Response:
    """All up to the newest that the page showed were read; later ones stay unread."""
    try:
        await visit.api.send("POST", "/api/reports/notices/read", {"up_to": form.text("up_to") or None})
    except ApiProblem as problem:
        return await _show(visit, False, "", problem)
    return RedirectResponse("/notices", 303)


def notice(row: Row, reader: str) -> Notice:
    """The sentence of a notice; what the reader began is named after nobody."""
    said, tone = _sentence(row)
    client = f" · {row['client_name']}" if row["client_name"] else ""
    order = row["words"].get("order_number") or ""
    return Notice(
        words=said,
        about=(f"for {order}" if order else "") + client,
        number=row["number"],
        href=f"{PAGES.get(row['document_kind'], '/trace')}/{row['document_id']}",
        tone=tone,
        time=row["time"],
        by="" if row["actor"] == reader else row["actor_name"],
        unread=row["read_at"] is None,
    )


def _sentence(row: Row) -> tuple[str, str]:
    """What happened, in words, and their tone."""
    said = row["words"]
    text, tone = SAID.get(row["kind"], (str(row["kind"]).replace("-", " "), "info"))
    worth = f" ({money(said['amount'], said.get('currency', ''))})" if said.get("amount") else ""
    part = "" if said.get("complete", True) else " in part"
    return text.format(worth=worth, part=part, reason=said.get("reason") or "no reason given",
                       to=said.get("to", ""), cause=said.get("cause", "")), tone  # fmt: skip


SAID = {
    "quote-accepted": ("was accepted{worth}", "ok"),
    "quote-declined": ("was declined{worth}", "bad"),
    "quote-expired": ("expired without an answer{worth}", "bad"),
    "order-cleared": ("has credit and may be released", "ok"),
    "order-held": ("is held: the client's credit does not cover it{worth}", "bad"),
    "order-released": ("was released to production", "info"),
    "ship-date-moved": ("is to ship on {to} now ({cause})", "bad"),
    "order-shipped": ("was shipped{part}", "info"),
    "order-cancelled": ("was cancelled: {reason}", "bad"),
    "order-closed": ("is paid and closed", "ok"),
    "order-invoiced": ("was issued{worth}", "info"),
    "invoice-paid": ("was paid{worth}", "ok"),
}
