"""What is shown of an entry that was found."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from chassis.work import Work
from contracts.remembered import Kind
from reporting.models import deal_document
from reporting.search.entries import Row
from reporting.search.lexemes import words
from reporting.search.question import Question
from reporting.search.ranking import title
from reporting.search.schemas import Hit

PARTY, WORK = ("number", "shipping_address.city"), ("product_name", "order_number", "client.name")
ABOUT = {  # what is shown beside the name, by kind; others have their client and project
    Kind.CLIENT: PARTY,
    Kind.DISTRIBUTOR: PARTY,
    Kind.CONTACT: ("title", "email", "phone"),
    Kind.DEVICE: ("name",),
    Kind.OPTION: ("name",),
    Kind.SERVICE: ("name",),
    Kind.JOB_ORDER: WORK,
    Kind.PURCHASE_REQUEST: WORK,
    Kind.SERVICE_ORDER: WORK,
}
BESIDE = ("client.name", "project")
SHOWN = (
    "customer_po",
    "lines.serial_numbers",
    "shipment_number",
    "tracking",
    "reference",
    "external_ref",
    "lines.name",
)


async def hits(work: Work, question: Question, ranked: Sequence[Row], limit: int) -> list[Hit]:
    """The first of them, with the status that documents have now."""
    rows = ranked[:limit]
    _d = deal_document.c
    stored = await work.execute(select(_d.id, _d.status).where(_d.id.in_([row["id"] for row in rows])))
    statuses = {row.id: row.status for row in stored}
    return [
        Hit(
            kind=row["kind"],
            id=row["id"],
            name=title(row["kind"], row["texts"]),
            about=_about(row, question),
            status=statuses.get(row["id"], ""),
            within=row["within"],
            within_kind=row["within_kind"],
        )
        for row in rows
    ]


def _about(row: Row, question: Question) -> list[str]:
    """What tells it from others, and what it was found by where that is not there yet."""
    texts = row["texts"]
    about = [text for name in ABOUT.get(row["kind"], BESIDE) for text in texts.get(name, ())]
    shown = [title(row["kind"], texts), *about]
    typed = [token for token in question.tokens if not any(_holds(text, token) for text in shown)]
    kept = [text for name in SHOWN for text in texts.get(name, ())]
    best = max(kept, key=lambda text: _held(text, typed), default="")
    return [*about, best] if _held(best, typed) else about


def _held(text: str, tokens: Iterable[str]) -> int:
    return sum(_holds(text, token) for token in tokens)


def _holds(text: str, token: str) -> bool:
    return any(word.startswith(token) for word in words(text))
