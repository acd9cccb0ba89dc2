"""The editor of a quote: a form with a header and as many lines as one likes; prices come from quotes."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from chassis.language import _, stated
from web.api import quotes
from web.deals import freight
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.quotes.drafts import Draft, drafted, opened, started
from web.sections.quotes.lines import Typed, place_problems, typed_lines
from web.sections.quotes.prices import Sheet, priced, shown
from web.sections.quotes.saving import Refusal, saved
from web.visit import SignedIn, Visit, needs

EMPTY_LINES = 5
router = APIRouter()


@dataclass
class Shown:
    """What is shown besides the draft: the priced lines and what was refused."""

    sheet: Sheet
    refusal: Refusal | None = None
    fresh: bool = False


@router.get("/quotes/new")
async def new(visit: SignedIn, client: str = "", copy: str = "", product: str = "") -> Response:
    """A form for a new quote: empty, for a client, with a product, or filled from another quote."""
    _may_write(visit)
    draft = await started(visit, client, copy, product)
    return await _fresh(visit, draft)


@router.get("/quotes/{quote_id}/edit", dependencies=[needs("quotes.write")])
async def edit(visit: SignedIn, quote_id: str) -> Response:
    """The form of a draft; what was sent is revised first."""
    _may_write(visit)
    draft, quote = await opened(visit, quote_id)
    if quote["status"] != "draft":
        visit.say(
            _(
                "%(number)s is %(status)s. Revise it to change it.",
                number=quote["number"],
                status=stated(quote["status"]),
            ),
            "warn",
        )
        return RedirectResponse(f"/quotes/{quote_id}", 303)
    return await _fresh(visit, draft)


@router.post("/quotes/price")
async def price(visit: SignedIn, form: Sent) -> Response:
    """The form's lines priced, as JSON for the page's script."""
    sheet = await priced(visit, typed_lines(form), form.shown(), by_script=True)
    return JSONResponse(shown(sheet))


@router.post("/quotes/new")
async def create(visit: SignedIn, form: Sent) -> Response:
    """Save a new quote, or price it, or find its client, as the button says."""
    return await _posted(visit, form, "")


@router.post("/quotes/{quote_id}/edit")
async def change(visit: SignedIn, quote_id: str, form: Sent) -> Response:
    """Save a draft, or price it, as the button says."""
    return await _posted(visit, form, quote_id)


def _may_write(visit: Visit) -> None:
    if not visit.may("quotes.write"):
        raise HTTPException(403)


async def _posted(visit: Visit, form: Form, quote_id: str) -> Response:
    draft = await drafted(visit, form, quote_id)
    arranged = _arranged(form, typed_lines(form))
    wanted = "prices" if arranged is not None else form.text("do")
    lines = typed_lines(form) if arranged is None else arranged
    sheet = await priced(visit, lines, form.shown() | {"quote_id": quote_id})
    if wanted == "prices":
        return await _page(visit, draft, Shown(sheet))
    try:
        kept = await saved(visit, form, draft, sheet)
    except Refusal as refusal:
        draft.errors |= place_problems(sheet.lines, refusal.problem.fields)
        draft.version = refusal.version or draft.version
        return await _page(visit, draft, Shown(sheet, refusal))
    if wanted == "send":
        return await _sent(visit, kept, form.key)
    visit.say(_("Saved."))
    return RedirectResponse(f"/quotes/{kept['id']}", 303)


async def _sent(visit: Visit, quote: quotes.QuoteView, key: str) -> Response:
    try:
        command = quotes.send_quote(quote["id"])
        await visit.api.send(command, {}, version=quote["version"], key=f"{key}.send")
    except ApiProblem as problem:
        visit.say(
            _(
                "%(number)s is saved, but was not sent. %(detail)s",
                number=quote["number"],
                detail=problem.detail,
            ),
            "warn",
        )
    else:
        visit.say(_("Saved and sent."))
    return RedirectResponse(f"/quotes/{quote['id']}", 303)


def _arranged(form: Form, lines: list[Typed]) -> list[Typed] | None:
    """The lines after a button that adds or removes some; None when no such button was pressed."""
    remove, add, do = form.text("remove"), form.text("add"), form.text("do")
    if remove.isdigit() and int(remove) < len(lines):
        return [line for place, line in enumerate(lines) if place != int(remove)]
    place, _, option = add.partition(":")
    if option and place.isdigit() and int(place) < len(lines):
        at = int(place)
        return [*lines[: at + 1], Typed(product_id=option, quantity=lines[at].quantity), *lines[at + 1 :]]
    if do == "lines":
        return [*lines, *[Typed()] * EMPTY_LINES]
    return lines if do == "prices" else None


async def _fresh(visit: Visit, draft: Draft) -> Response:
    sheet = await priced(visit, draft.lines or [Typed()] * EMPTY_LINES, draft.terms)
    return await _page(visit, draft, Shown(sheet, fresh=True))


async def _page(visit: Visit, draft: Draft, what: Shown) -> Response:
    refusal = what.refusal
    chosen = draft.typed["freight_treatment_id"]
    return page(
        visit,
        "sections/quotes/editor.html",
        status=refusal.problem.status if refusal else 200,
        draft=draft,
        typed=draft.typed,
        refusal=refusal,
        lines=shown(what.sheet),
        fresh=what.fresh,
        treatments=await freight.choices(visit, chosen, new=not draft.quote),
        may_backdate=visit.may("backdate"),
    )
