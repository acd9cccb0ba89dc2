"""Saving what the editor holds: a new draft, or changes to one; two people at one draft see both sides."""

from difflib import SequenceMatcher
from typing import Any

from chassis.language import _
from web.api import quotes
from web.conflicts import Difference, conflict
from web.forms import Form
from web.gateway import ApiProblem
from web.sections.quotes.drafts import Draft
from web.sections.quotes.heads import LABELS, as_typed, head_of
from web.sections.quotes.lines import Line, Typed, read, typed_of
from web.sections.quotes.prices import Sheet
from web.visit import Visit

Json = dict[str, Any]


class Refusal(Exception):
    """The quote was not saved; after a conflict with what is saved now beside what was typed."""

    def __init__(
        self, problem: ApiProblem, version: int | None = None, differences: list[Difference] | None = None
    ) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.version = version
        self.differences = differences


async def saved(visit: Visit, form: Form, draft: Draft, sheet: Sheet) -> quotes.QuoteView:
    """The saved quote; raises Refusal."""
    head = head_of(form)
    draft.errors |= head.errors
    if not draft.typed["client_id"] and not draft.errors.get("client"):
        draft.errors["client"] = _("Name the client.")
    if draft.errors or not sheet.readable:
        raise Refusal(ApiProblem(422, {"title": _("Not saved yet"), "detail": _("Correct what is marked.")}))
    body = head.body | {name: draft.typed[name] or None for name in ("distributor_id", "owner_id")}
    body["contact_id"] = _contact(draft)
    try:
        return await (
            _change(visit, draft.quote, draft.version, body, sheet)
            if draft.quote
            else _create(visit, form, body, draft, sheet)
        )
    except ApiProblem as problem:
        raise _refusal(problem, form, sheet) from problem


async def _create(visit: Visit, form: Form, body: Json, draft: Draft, sheet: Sheet) -> quotes.QuoteView:
    body |= {"client_id": draft.typed["client_id"], "lines": sheet.asked}
    body |= form.filled("quoted_on", "currency")
    return (await visit.api.send(quotes.draft_quote(), body, key=form.key)).body


async def _change(
    visit: Visit, quote: quotes.QuoteView, seen: int | str | None, body: Json, sheet: Sheet
) -> quotes.QuoteView:
    """Lines go along only when they differ: a price that somebody granted stays as it was granted."""
    if sheet.asked != _asked(typed_of(quote["lines"])):
        body |= {"lines": sheet.asked}
    return (await visit.api.send(quotes.edit_quote(quote["id"]), body, version=seen)).body


def _contact(draft: Draft) -> str | None:
    """The chosen contact, when it is one of the client that is chosen now."""
    chosen = draft.typed["contact_id"]
    return chosen if chosen in [one["id"] for one in draft.contacts] else None


def _asked(typed: list[Typed]) -> list[Json]:
    return [line.asked for line in (read(one, {}) for one in typed) if line.asked is not None]


def _refusal(problem: ApiProblem, form: Form, sheet: Sheet) -> Refusal:
    current: quotes.QuoteView | None = problem.current
    if current is None:
        return Refusal(problem)
    values = as_typed(current) | {"version": current["version"]}
    labels = {name: label for name, label in LABELS.items() if name in form.data}
    clash = conflict(ApiProblem(412, {"current": values}), form, labels)
    assert clash is not None
    return Refusal(problem, clash.version, clash.differences + _line_differences(current, sheet))


def _line_differences(current: quotes.QuoteView, sheet: Sheet) -> list[Difference]:
    """Lines as sentences, where the saved ones and the typed ones part."""
    theirs = [_words(read(line, {})) for line in typed_of(current["lines"])]
    yours = [_words(line) for line in sheet.lines if line.asked is not None]
    parts = SequenceMatcher(None, theirs, yours, autojunk=False).get_opcodes()
    return [
        Difference(
            "lines",
            _place(start, max(end, start + to - at)),
            "; ".join(theirs[start:end]),
            "; ".join(yours[at:to]),
        )
        for kind, start, end, at, to in parts
        if kind != "equal"
    ]


def _place(first: int, end: int) -> str:
    return (
        _("Line %(first)s", first=first + 1)
        if end - first <= 1
        else _("Lines %(first)s to %(end)s", first=first + 1, end=end)
    )


def _words(line: Line) -> str:
    typed = line.typed
    product = line.priced.get("product") if line.priced else None
    number = product["number"] if product else typed.product
    said = [f"{number} × {(line.asked or {}).get('quantity', typed.quantity)}"]
    said += [_("at %(price)s", price=typed.price)] if typed.price else []
    said += [_("less %(discount)s %%", discount=typed.discount)] if typed.discount else []
    return ", ".join([*said, typed.note] if typed.note else said)
