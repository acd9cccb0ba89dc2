"""The page of a sales order: where it stands, the next step, and everything that belongs to it."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import orders
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.orders import dossier, kinds, repriced
from web.sections.orders.editing import complete
from web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/orders/{order_id}")
async def show(visit: SignedIn, order_id: str, tab: str = "summary") -> Response:
    """The page with one of its tabs."""
    return await show_order(visit, order_id, tab)


async def show_order(visit: Visit, order_id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    """The page of an order, with what was refused when something was."""
    current = tab if tab in dict(dossier.TABS) else "summary"
    found = await dossier.read(visit, order_id, current)
    return page(
        visit,
        f"sections/orders/{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        problem=problem,
        kinds=kinds.CHOICES,
        kind_of=kinds.kind_of,
        moved=found.events("ShipDateMoved"),
        approved=found.events("OrderDrafted", "OrderPlaced", "OrderCleared", "OrderHeld", "OrderReleased"),
        **found.shown(visit, current),
    )


@router.post("/orders/{order_id}/place")
async def place(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """The client's order is certain: place it; what it lacks is asked for in the form of the draft."""
    try:
        body = form.filled("accept_total")
        await visit.api.send(orders.place_order(order_id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        if repriced.is_told(problem):
            return repriced.comparison(visit, await visit.api.get(orders.read_order(order_id)), problem)
        if problem.fields and problem.status == 422:
            return await complete(visit, order_id, problem)
        return await show_order(visit, order_id, "summary", problem)
    visit.say(_("Placed. Credit is being checked."))
    return RedirectResponse(f"/orders/{order_id}", 303)


@router.post("/orders/{order_id}/release")
async def release(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Let production and delivery begin."""
    try:
        await visit.api.send(orders.release_order(order_id), {}, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await show_order(visit, order_id, "summary", problem)
    visit.say(_("Released to production and delivery."))
    return RedirectResponse(f"/orders/{order_id}", 303)
