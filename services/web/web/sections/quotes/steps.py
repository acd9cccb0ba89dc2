"""The steps of a quote, and its header edited in place."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import quotes
from web.api.operation import Command
from web.conflicts import Conflict, conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.sections.quotes.detail import shown
from web.sections.quotes.heads import LABELS, as_typed, head_of
from web.visit import SignedIn, Visit

router = APIRouter()


@router.post("/quotes/{quote_id}/send")
async def send(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """The revision goes to the client."""
    return await _step(visit, quote_id, quotes.send_quote(quote_id), form, _("Sent."))


@router.post("/quotes/{quote_id}/revise")
async def revise(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """The sent revision is kept as it was; the next one begins, in the editor."""
    return await _step(
        visit, quote_id, quotes.revise_quote(quote_id), form, _("A new revision is open."), "/edit"
    )


@router.post("/quotes/{quote_id}/accept")
async def accept(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """The client said yes."""
    return await _step(
        visit, quote_id, quotes.accept_quote(quote_id), form, _("Accepted. The sales order can be generated.")
    )


@router.post("/quotes/{quote_id}/decline")
async def decline(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """The client said no, and why."""
    reason = {"reason": form.text("reason")}
    return await _step(visit, quote_id, quotes.decline_quote(quote_id), form, _("Declined."), more=reason)


async def _step(
    visit: Visit,
    quote_id: str,
    command: Command[quotes.QuoteView],
    form: Form,
    said: str,
    to: str = "",
    more: dict[str, str] | None = None,
) -> Response:
    body = (more or {}) | form.filled("on")
    try:
        await visit.api.send(command, body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await shown(visit, quote_id, problem=problem, form=form)
    visit.say(said)
    return RedirectResponse(f"/quotes/{quote_id}{to}", 303)


@router.post("/quotes/{quote_id}/field")
async def save_field(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """One field of the header, typed where it is shown."""
    head = head_of(form, tuple(LABELS))
    try:
        if head.errors:
            raise _unreadable(head.errors)
        await visit.api.send(quotes.edit_quote(quote_id), head.body, version=form.version)
    except ApiProblem as problem:
        return await shown(visit, quote_id, problem=problem, clash=_clash(problem, form), form=form)
    visit.say(_("Saved."))
    return RedirectResponse(f"/quotes/{quote_id}", 303)


@router.get("/quotes/{quote_id}/field")
async def take_theirs(quote_id: str) -> Response:
    """What is saved stands."""
    return RedirectResponse(f"/quotes/{quote_id}", 303)


def _clash(problem: ApiProblem, form: Form) -> Conflict | None:
    current: quotes.QuoteView | None = problem.current
    if current is None:
        return None
    typed = as_typed(current) | {"version": current["version"]}
    labels = {name: label for name, label in LABELS.items() if name in form.data}
    return conflict(ApiProblem(412, {"current": typed}), form, labels)


def _unreadable(errors: dict[str, str]) -> ApiProblem:
    told = [{"pointer": f"/{name}", "detail": words} for name, words in errors.items()]
    return ApiProblem(422, {"title": _("Not saved"), "detail": _("Correct what is marked."), "errors": told})
