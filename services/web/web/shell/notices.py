"""What others did to one's own quotes, orders and invoices: read and unread, newest first."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.api import reporting
from web.deals.lanes import LANE_OF
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import money, page
from web.sidebar import May, Sidebar
from web.visit import SignedIn, Visit

CREDIT = "credit"  # a client's: it is no document, yet has a place
router = APIRouter()


@dataclass(frozen=True)
class Notice:
    """One sentence about one document; ``href`` is empty where it has no page, ``tone`` ok, bad or info."""

    words: str
    about: str
    number: str
    href: str
    tone: str
    time: str
    by: str
    unread: bool
    mend: bool  # the reader is an administrator, and something waits for one


@router.get("/notices")
async def show(visit: SignedIn, unread: bool = False, before: str = "") -> Response:
    """A page of them."""
    return await _show(visit, unread, before)


async def _show(visit: Visit, unread: bool, before: str, problem: ApiProblem | None = None) -> Response:
    asked = {"limit": "50"} | ({"unread": "true"} if unread else {}) | ({"before": before} if before else {})
    found = await visit.api.get(reporting.read_notices(), asked)
    return page(
        visit,
        "shell/notices.html",
        status=problem.status if problem else 200,
        notices=[
            notice(each, visit.session.person_id, visit.house.sidebar, visit.may) for each in found["items"]
        ],
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
        await visit.api.send(reporting.mark_notices_read(), {"up_to": form.text("up_to") or None})
    except ApiProblem as problem:
        return await _show(visit, False, "", problem)
    return RedirectResponse("/notices", 303)


def notice(row: reporting.NoticeView, reader: str, sidebar: Sidebar, may: May) -> Notice:
    """The sentence of a notice; what the reader began is named after nobody."""
    said, tone = _sentence(row)
    client = f" · {row['client_name']}" if row["client_name"] else ""
    order = row["words"].get("order_number") or ""
    return Notice(
        words=said,
        about=(f"for {order}" if order else "") + client,
        number=row["number"] or row["document_kind"].replace("-", " ").capitalize(),
        href=_place(row, sidebar, may),
        tone=tone,
        time=row["time"],
        by="" if row["actor"] == reader else row["actor_name"],
        unread=row["read_at"] is None,
        mend=row["kind"] == "stands-still" and row["words"]["administrator"],
    )


def _place(row: reporting.NoticeView, sidebar: Sidebar, may: May) -> str:
    """The document's page, else the deal's; empty for what is no part of a deal."""
    kind, id = row["document_kind"], row["document_id"]
    if not id:
        return ""
    if kind == CREDIT:
        return sidebar.way(CREDIT, id, may)
    return sidebar.page_of(kind, id, may) or (sidebar.way("trace", id, may) if kind in LANE_OF else "")


def _sentence(row: reporting.NoticeView) -> tuple[str, str]:
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
    "order-performed": ("had a service performed", "info"),
    "order-cancelled": ("was cancelled: {reason}", "bad"),
    "order-closed": ("is paid and closed", "ok"),
    "order-invoiced": ("was issued{worth}", "info"),
    "invoice-paid": ("was paid{worth}", "ok"),
    "stands-still": ("stands still. {reason}", "bad"),
    "goes-on": ("goes on: nothing of it waits any more", "ok"),
}
