"""The currencies that documents may be written in: which are on, and switching others on or off."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from chassis.number_formats import currency_name
from contracts.currencies import CURRENCIES
from web.api import billing
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/currencies")
async def show(visit: SignedIn) -> Response:
    """The page."""
    return await _show(visit)


@router.post("/currencies")
async def switch(visit: SignedIn, form: Sent) -> Response:
    """Switch a currency on or off for new documents."""
    code, on = form.text("code").upper(), form.ticked("enabled")
    try:
        await visit.api.send(billing.switch_currency(code), {"enabled": on})
    except ApiProblem as problem:
        return await _show(visit, problem)
    visit.say(_("%(code)s is switched on.", code=code) if on else _("%(code)s is switched off.", code=code))
    return RedirectResponse("/currencies", 303)


async def _show(visit: Visit, problem: ApiProblem | None = None) -> Response:
    known = await visit.api.get(billing.read_currencies())
    on = {one["code"] for one in known if one["enabled"]}
    others = [
        (code, f"{code} · {currency_name(code, name)}")
        for code, (_decimals, name) in CURRENCIES.items()
        if code not in on
    ]
    return page(
        visit,
        "sections/currencies/currencies.html",
        status=problem.status if problem else 200,
        known=known,
        others=others,
        problem=problem,
    )
