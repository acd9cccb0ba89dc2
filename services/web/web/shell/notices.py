"""What others did that concerns one, and what waits for one: by deal or document, newest first."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import notifications
from web.api.notifications import NoticeView, ThreadView
from web.deals.lanes import LANE_OF
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.shell.notice_words import sentence
from web.sidebar import May, Sidebar
from web.visit import SignedIn, Visit

CREDIT = "credit"  # a client's: it is no document, yet has a place
FILTERS = ("", "asking", "unread")
router = APIRouter()


@dataclass(frozen=True)
class Notice:
    """One sentence about one document; ``href`` is empty where it has no page, ``tone`` ok, bad or info."""

    id: str
    words: str
    about: str
    number: str
    href: str
    tone: str
    time: str
    by: str
    unread: bool
    asks: bool
    mend: bool  # the reader is an administrator, and something waits for one


@dataclass(frozen=True)
class Thread:
    """The newest notice of a deal or document, and the earlier ones behind it."""

    id: str
    newest: Notice
    earlier: list[Notice]
    more: int  # earlier than those
    unread: int
    kind: str  # of the newest
    called: str


@router.get("/notices")
async def show(visit: SignedIn, only: str = "", before: str = "") -> Response:
    """A page of them."""
    return await _show(visit, only if only in FILTERS else "", before)


async def _show(visit: Visit, only: str, before: str, problem: ApiProblem | None = None) -> Response:
    asked = {"limit": "30"} | ({only: "true"} if only else {}) | ({"before": before} if before else {})
    found = await visit.api.get(notifications.read_notifications(), asked)
    return page(
        visit,
        "shell/notices.html",
        status=problem.status if problem else 200,
        threads=[
            thread(each, visit.session.person_id, visit.house.sidebar, visit.may) for each in found["items"]
        ],
        newest=found["items"][0]["newest"]["id"] if found["items"] else "",
        unread=found["unread"],
        asking=found["asking"],
        only=only,
        first=not before,
        next=found["next"],
        problem=problem,
    )


@router.post("/notices/read")
async def read(visit: SignedIn, form: Sent) -> Response:
    """One deal's or document's, or all up to the newest that the page showed; later ones stay unread."""
    named = {name: form.text(name) for name in ("thread_id", "notice_id", "up_to") if form.text(name)}
    return await _done(visit, form, notifications.mark_notifications_read(), named)


@router.post("/notices/mute")
async def mute(visit: SignedIn, form: Sent) -> Response:
    """Nothing more of a deal or document, or of a kind."""
    named = {name: form.text(name) for name in ("thread_id", "kind") if form.text(name)}
    return await _done(
        visit, form, notifications.mute_notifications(), named, _("Muted. Settings take it back.")
    )


async def _done(visit: Visit, form: Sent, command: Any, body: dict[str, str], said: str = "") -> Response:
    only = form.text("only") if form.text("only") in FILTERS else ""
    try:
        await visit.api.send(command, body)
    except ApiProblem as problem:
        return await _show(visit, only, "", problem)
    if said:
        visit.say(said)
    return RedirectResponse(f"/notices?only={only}" if only else "/notices", 303)


def thread(row: ThreadView, reader: str, sidebar: Sidebar, may: May) -> Thread:
    """A thread as the page shows it."""
    newest = notice(row["newest"], reader, sidebar, may)
    earlier = [notice(each, reader, sidebar, may) for each in row["earlier"]]
    return Thread(
        id=row["thread_id"],
        newest=newest,
        earlier=earlier,
        more=row["notices"] - 1 - len(earlier),
        unread=row["unread"],
        kind=row["newest"]["kind"],
        called="deal" if row["newest"]["document_kind"] in LANE_OF else "document",
    )


def notice(row: NoticeView, reader: str, sidebar: Sidebar, may: May) -> Notice:
    """The sentence of a notice; what the reader began is named after nobody."""
    said, tone = sentence(row)
    order = row["words"].get("order_number") or ""
    about = (row["title"], _("for %(order)s", order=order) if order else "", row["client_name"])
    return Notice(
        id=row["id"],
        words=said,
        about=" · ".join(each for each in about if each),
        number=row["number"] or row["document_kind"].replace("-", " ").capitalize(),
        href=_place(row, sidebar, may),
        tone=tone,
        time=row["time"],
        by="" if row["actor"] == reader else row["actor_name"],
        unread=row["read_at"] is None,
        asks=row["asks"],
        mend=row["kind"] == "stands-still" and row["words"]["administrator"],
    )


def _place(row: NoticeView, sidebar: Sidebar, may: May) -> str:
    """The document's page where it opens, else the deal's, else none."""
    kind, id = row["document_kind"], row["document_id"]
    if not id:
        return ""
    own = _page(kind, id, sidebar, may) if row["document_open"] else ""
    deal = sidebar.way("trace", id, may) if row["deal_open"] and kind in LANE_OF and kind != CREDIT else ""
    return own or deal


def _page(kind: str, id: str, sidebar: Sidebar, may: May) -> str:
    placed = kind in sidebar.documents or kind not in sidebar.places
    return sidebar.page_of(kind, id, may) if placed else sidebar.way(kind, id, may)
