"""A client's credit limit."""

from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import billing
from web.forms import Sent
from web.gateway import ApiProblem
from web.sections.parties.detail import show
from web.sections.parties.kinds import CLIENT
from web.visit import SignedIn


async def set_limit(visit: SignedIn, client_id: str, form: Sent) -> Response:
    """Set or lift the limit; orders that wait for it are decided again."""
    amount = form.text("amount").replace(",", ".")
    limit = {"amount": amount, "currency": form.text("currency")} if amount else None
    try:
        await visit.api.send(billing.set_limit(client_id), {"limit": limit}, version=form.version)
    except ApiProblem as problem:
        return await show(visit, CLIENT, client_id, "credit", problem)
    visit.say(_("The limit is set. Orders that waited are decided again."))
    return RedirectResponse(f"/clients/{client_id}?tab=credit", 303)
