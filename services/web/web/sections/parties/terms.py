"""A client's payment terms, as accounting sets them."""

from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import crm
from web.forms import Sent
from web.gateway import ApiProblem
from web.sections.parties.detail import show
from web.sections.parties.kinds import CLIENT
from web.visit import SignedIn


async def set_terms(visit: SignedIn, client_id: str, form: Sent) -> Response:
    """Set what the client's next documents begin with."""
    asked = {"terms_id": form.text("terms_id") or None}
    try:
        await visit.api.send(crm.set_terms(client_id), asked, version=form.version)
    except ApiProblem as problem:
        return await show(visit, CLIENT, client_id, "credit", problem)
    visit.say(_("The payment terms are set. Existing documents keep what they agreed."))
    return RedirectResponse(f"/clients/{client_id}?tab=credit", 303)
