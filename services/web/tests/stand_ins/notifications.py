"""What notifications says: threads of notices, and what is muted."""

from typing import Any

from stand_ins.answers import Answer, said
from stand_ins.varied import varied
from web.api import notifications

NOTICE, INVOICE, DEAL, MUTE = (f"01900000-0000-7000-8000-0000000000{end}" for end in ("aa", "bb", "a1", "ee"))
START = "2026-11-22T13:00:00Z"


@varied
def notice() -> notifications.NoticeView:
    """An invoice was paid."""
    return notifications.NoticeView(
        id=NOTICE,
        kind="invoice-paid",
        document_kind="invoice",
        document_id=INVOICE,
        number="INV-7",
        title="",
        client_id=None,
        client_name="Norrland Skog AB",
        actor="somebody",
        actor_name="Pavel Novak",
        words={"amount": "1200.50", "currency": "EUR", "order_number": "SO-7"},
        time=START,
        asks=False,
        read_at=None,
        document_open=True,
        deal_open=True,
    )


def thread(*rows: Any, notices: int = 0, unread: int = 0) -> notifications.ThreadView:
    """These, the newest first."""
    newest, *earlier = rows
    return notifications.ThreadView(
        thread_id=DEAL, newest=newest, earlier=earlier, notices=notices or len(rows), unread=unread
    )


def listed(*threads: Any, unread: int = 0, asking: int = 0, more: str | None = None) -> Answer:
    """A page of threads."""
    items = list(threads)
    return said(notifications.NoticePage(items=items, unread=unread, asking=asking, next=more))


@varied
def mute() -> notifications.MuteView:
    """A deal of which one wants to hear nothing."""
    return notifications.MuteView(
        id=MUTE,
        thread_id=DEAL,
        kind=None,
        document_kind="quote",
        number="Q-7",
        client_name="Norrland Skog AB",
        muted_at=START,
    )
