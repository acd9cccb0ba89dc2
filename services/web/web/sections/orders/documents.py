"""An order's paper and the documents attached to it."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import orders
from web.deals.papers import Paper, add_paper
from web.forms import Sent
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.sections.orders import detail
from web.sections.orders.kinds import named
from web.visit import SignedIn

router = APIRouter()
add_paper(router, Paper("/orders/{id}", orders.read_order, orders.print_order, N_("Order confirmation")))


@router.post("/orders/{order_id}/documents")
async def upload(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Attach the chosen file."""
    tab = "purchase-order" if form.text("tab") == "purchase-order" else "documents"
    file = form.file("file")
    if file is None:
        asked = _("Choose a PDF, picture, text, CSV, XLSX or DOCX file.")
        missing = ApiProblem(422, {"title": _("No file was chosen"), "detail": asked})
        return await detail.show_order(visit, order_id, tab, missing)
    name = named(form.text("kind"), file.filename or "document")
    sent = {"file": (name, await file.read(), file.content_type or "application/octet-stream")}
    try:
        await visit.api.upload(orders.upload_order_document(order_id), sent, {}, key=form.key)
    except ApiProblem as problem:
        return await detail.show_order(visit, order_id, tab, problem)
    visit.say(_("%(name)s is attached.", name=name))
    return RedirectResponse(f"/orders/{order_id}?tab={tab}", 303)


@router.get("/orders/{order_id}/documents/{document_id}")
async def download(visit: SignedIn, order_id: str, document_id: str) -> Response:
    """An attached document, to be saved."""
    return await passed_through(visit, orders.download_order_document(order_id, document_id))
