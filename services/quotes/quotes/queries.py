"""Reading quotes: one, its earlier revisions, and the list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.errors import NotFound
from chassis.language import N_, _
from chassis.lists import Column, ListSpec
from chassis.work import Work, peek
from kernel.access import colleague
from quotes.models import Quote, Status
from quotes.schemas import QuoteView, RevisionContent, RevisionView
from quotes.settings import Settings
from quotes.tables import quote_revision, quote_table

_c = quote_table.c

QUOTES = ListSpec(
    name="quotes",
    source=quote_table,
    scope=(_c.owner_id, _c.client_id),
    default_sort="-number",
    columns={
        "id": Column(_c.id, "uuid", named_by="number"),
        "number": Column(_c.number, "text", sortable=True, searchable=True, code=True),
        "client_name": Column(_c.client_name, "text", sortable=True, searchable=True, label=N_("Client")),
        "client_id": Column(_c.client_id, "uuid", leads_to="/api/crm/clients", named_by="client_name"),
        "quoted_on": Column(_c.quoted_on, "date", sortable=True),
        "status": Column(_c.status, "enum", sortable=True, choices=Status),
        "net": Column(_c.net, "money", sortable=True, currency=_c.currency, label=N_("Net total")),
        "gross": Column(_c.gross, "money", sortable=True, currency=_c.currency, label=N_("Total with tax")),
        "owner_id": colleague(_c.owner_id, label=N_("Sales representative")),
        "valid_until": Column(_c.valid_until, "date", sortable=True),
        "sent_on": Column(_c.sent_on, "date", sortable=True),
        "decided_on": Column(_c.decided_on, "date", sortable=True),
        "revision": Column(_c.revision, "int"),
        "project": Column(_c.project, "text", searchable=True),
        "external_ref": Column(
            _c.external_ref, "text", searchable=True, label=N_("External reference"), code=True
        ),
        "success_rate": Column(_c.success_rate, "quantity", label=N_("Chance of success")),
        "expected_signing_on": Column(
            _c.expected_signing_on, "date", sortable=True, label=N_("Signing expected")
        ),
        "client_now": Column(
            _c.client_now,
            "text",
            label=N_("Client's present name"),
            searchable=True,
            sortable=False,
            default=False,
        ),
        "version": Column(_c.version, "int"),
    },
)


def view(work: Work, quote: Quote) -> QuoteView:
    """The quote as this caller may see it."""
    shown = QuoteView.model_validate(quote)
    if quote.status == Status.DRAFT and quote.client_now:
        shown.client = quote.client.model_copy(update={"name": quote.client_now})
    if quote.status in (Status.DRAFT, Status.SENT):
        assert isinstance(work.settings, Settings)
        needed = work.settings.needed_to_order
        shown.missing = [name for name in needed if getattr(quote, name) in ("", None)]
    if work.caller is not None and not work.caller.holds_by_name("lost.read"):
        shown.lost_reason = None
    return shown


async def quote(work: Work, quote_id: UUID) -> QuoteView:
    """One quote; raises NotFound when absent or out of reach."""
    found = await peek(work, Quote, quote_id)
    if found is None:
        raise NotFound(_("There is no quote %(quote_id)s.", quote_id=quote_id))
    await work.reach(*found.belongs_to(), "quote")
    return view(work, found)


async def revisions(work: Work, quote_id: UUID) -> Sequence[RevisionView]:
    """Earlier revisions, newest first."""
    await quote(work, quote_id)
    kept = quote_revision.c
    rows = await work.execute(_kept(quote_id).order_by(kept.revision.desc()))
    return [_revision(row) for row in rows]


async def revision(work: Work, quote_id: UUID, number: int) -> RevisionView:
    """One revision, the current one too; raises NotFound."""
    current = await quote(work, quote_id)
    if number == current.revision:
        content = RevisionContent.model_validate(current)
        return RevisionView(
            revision=number, sent_on=current.sent_on, replaced_at=None, current=True, content=content
        )
    row = (await work.execute(_kept(quote_id).where(quote_revision.c.revision == number))).one_or_none()
    if row is None:
        raise NotFound(
            _(
                "Quote %(number)s has no revision %(number_2)s; it is at %(revision)s.",
                number=current.number,
                number_2=number,
                revision=current.revision,
            )
        )
    return _revision(row)


def _kept(quote_id: UUID) -> Select[Any]:
    return select(quote_revision).where(quote_revision.c.quote_id == quote_id)


def _revision(row: Any) -> RevisionView:
    return RevisionView(
        revision=row.revision,
        sent_on=row.sent_on,
        replaced_at=row.replaced_at,
        current=False,
        content=RevisionContent.model_validate(row.content),
    )
