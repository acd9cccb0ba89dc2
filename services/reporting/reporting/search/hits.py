"""What is shown of an entry that was found."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from chassis.work import Work
from contracts.remembered import Kind
from reporting.models import deal_document
from reporting.search.entries import Row
from reporting.search.lexemes import words
from reporting.search.question import Question
from reporting.search.ranking import title
from reporting.search.schemas import Hit
from reporting.search.tables import entry

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


async def shown(work: Work, ranked: Sequence[Row], limit: int) -> list[Row]:
    """The first of them with all their texts, and with the status that documents have now."""
    rows = ranked[:limit]
    _e, _d = entry.c, deal_document.c
    told = select(_e.id, _e.texts, func.coalesce(_d.status, "").label("status"))
    told = told.outerjoin(deal_document, _d.id == _e.id).where(_e.id.in_([row["id"] for row in rows]))
    stored = {row["id"]: dict(row) for row in (await work.execute(told)).mappings()}
    return [row | stored[row["id"]] for row in rows if row["id"] in stored]  # one may be erased meanwhile


def hit(row: Row, question: Question) -> Hit:
    """What is shown of a row."""
    return Hit(
        kind=row["kind"],
        id=row["id"],
        name=title(row["kind"], row["texts"]),
        about=_about(row, question),
        status=row["status"],
        within=row["within"],
        within_kind=row["within_kind"],
    )


def _about(row: Row, question: Question) -> list[str]:
    """What tells it from others, and what it was found by where that is not there yet."""
    texts = row["texts"]
    about = [text for name in ABOUT.get(row["kind"], BESIDE) for text in texts.get(name, ())]
    told = {word for text in [title(row["kind"], texts), *about] for word in words(text)}
    typed = [token for token in question.tokens if not _begun(told, token)]
    if not typed:
        return about
    kept = [(text, set(words(text))) for name in SHOWN for text in texts.get(name, ())]
    held = {text: sum(_begun(said, token) for token in typed) for text, said in kept}
    best = max(held, key=held.__getitem__, default="")
    return [*about, best] if held.get(best) else about


def _begun(said: Iterable[str], token: str) -> bool:
    return any(word.startswith(token) for word in said)
