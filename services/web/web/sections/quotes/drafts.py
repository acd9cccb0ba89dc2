"""What the editor edits: a new quote, a copy of one, a saved draft, or what was typed and came back."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.language import _
from web.api import crm, quotes
from web.deals import freight
from web.forms import Form
from web.sections.quotes.finding import Found, nearly, resolved
from web.sections.quotes.heads import as_typed
from web.sections.quotes.lines import Typed, typed_of
from web.visit import Visit

PICKED = ("client", "distributor", "owner")
NOT_COPIED = ("valid_until", "external_ref", "expected_signing_on", "success_rate")


def _typed(values: Mapping[str, str]) -> defaultdict[str, str]:
    return defaultdict(str, values)


@dataclass
class Draft:
    """The header as typed, who could be meant where that is open, and lines that were not typed."""

    quote: quotes.QuoteView | None = None
    typed: defaultdict[str, str] = field(default_factory=lambda: _typed({}))
    lines: list[Typed] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, Sequence[Found]] = field(default_factory=dict)
    contacts: list[crm.ContactView] = field(default_factory=list)
    version: int | str | None = None

    @property
    def action(self) -> str:
        """Where the form goes."""
        return f"/quotes/{self.quote['id']}/edit" if self.quote else "/quotes/new"

    @property
    def terms(self) -> dict[str, str]:
        """What decides the prices besides the lines."""
        return {**self.typed, "quote_id": self.quote["id"] if self.quote else ""}


async def started(visit: Visit, client_id: str, copied: str, product_id: str) -> Draft:
    """A new quote; raises ApiProblem when what it shall be filled from can't be read."""
    draft = Draft()
    if copied:
        quote = await visit.api.get(quotes.read_quote(copied))
        values = {name: text for name, text in as_typed(quote).items() if name not in NOT_COPIED}
        client: quotes.PartyRef | crm.PartyView | None = quote["client"]
        draft.lines = [replace(line, line_id="") for line in typed_of(quote["lines"])]
        draft.typed = _typed(values | {"owner_id": ""})
        held = draft.typed["freight_treatment_id"]
        if held and not await freight.holds(visit, held):
            draft.typed["freight_treatment_id"] = ""
            gone = _("That of %(number)s was withdrawn. The default stands here.", number=quote["number"])
            draft.errors["freight_treatment_id"] = gone
    else:
        client = await visit.api.get(crm.read_client(client_id)) if client_id else None
        draft.lines = [Typed(product_id=product_id, quantity="1")] if product_id else []
    if client:
        draft.typed |= {"client": client["name"], "client_id": client["id"]}
    _settle(draft)
    draft.contacts = await _contacts(visit, draft)
    return draft


async def opened(visit: Visit, quote_id: str) -> tuple[Draft, quotes.QuoteView]:
    """A saved quote, to be changed, and as it is saved."""
    quote = await visit.api.get(quotes.read_quote(quote_id))
    names = await visit.names()
    typed = _typed(as_typed(quote) | {"owner": names.get(quote["owner_id"], "")})
    typed |= {"client": quote["client"]["name"], "client_id": quote["client"]["id"]}
    draft = Draft(quote, typed, typed_of(quote["lines"]), version=quote["version"])
    _settle(draft)
    draft.contacts = await _contacts(visit, draft)
    return draft, quote


async def drafted(visit: Visit, form: Form, quote_id: str) -> Draft:
    """What was typed, with those whom the words mean; whom they could mean where that is not clear."""
    quote = await visit.api.get(quotes.read_quote(quote_id)) if quote_id else None
    draft = Draft(quote, _typed(form.shown()), version=form.version or None)
    if quote:
        draft.typed |= {"client": quote["client"]["name"], "client_id": quote["client"]["id"]}
        draft.typed["client_was"] = draft.typed["client"]
    await asyncio.gather(*(_pick(visit, draft, what) for what in PICKED))
    draft.contacts = await _contacts(visit, draft)
    return draft


async def _pick(visit: Visit, draft: Draft, what: str) -> None:
    """Whom the typed words mean: who was chosen for just these words, else whom a search finds."""
    typed = draft.typed
    words = typed[what]
    if typed[f"{what}_id"] and typed[f"{what}_was"] == words:
        return
    typed |= {f"{what}_id": "", f"{what}_was": words}
    found = await resolved(visit, what, words) if words else []
    if len(found) == 1:
        typed |= {what: found[0]["name"], f"{what}_was": found[0]["name"], f"{what}_id": found[0]["id"]}
    elif words:
        draft.candidates[what] = found = found or await nearly(visit, what, words)
        draft.errors[what] = (
            _("Choose one of those found.") if found else _("Nothing matches “%(words)s”.", words=words)
        )


def _settle(draft: Draft) -> None:
    """The words stand for whom they came from."""
    for what in PICKED:
        draft.typed[f"{what}_was"] = draft.typed[what]


async def _contacts(visit: Visit, draft: Draft) -> list[crm.ContactView]:
    if not draft.typed["client_id"]:
        return []
    return await visit.api.find(crm.list_contacts_of_client(draft.typed["client_id"])) or []
