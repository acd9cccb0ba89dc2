"""Changes to an order that need a reason: another ship date, and cancelling what has not left."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Sent
from web.gateway import ApiProblem
from web.pages.orders.dossier import API
from web.rendering import page
from web.visit import SignedIn, Visit

CAUSES = (
    ("client", "The client asked for it"),
    ("production", "Production needs longer"),
    ("supplier", "A supplier is late"),
    ("credit", "Credit was missing"),
    ("other", "Another reason"),
)
router = APIRouter()


@router.get("/orders/{order_id}/ship-date")
async def ask_ship_date(visit: SignedIn, order_id: str) -> Response:
    """The form of another promised date."""
    return await _ask(visit, "ship_date", order_id, {})


@router.post("/orders/{order_id}/ship-date")
async def move_ship_date(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Promise another date; the first one stays on record."""
    body = {"estimated_ship_date": form.text("estimated_ship_date") or None,
            "cause": form.text("cause"), "note": form.text("note")}  # fmt: skip
    try:
        await visit.api.send("POST", f"{API}/{order_id}/move-ship-date", body,
                             version=form.version, key=form.key)  # fmt: skip
    except ApiProblem as problem:
        return await _ask(visit, "ship_date", order_id, form.shown(), problem)
    visit.say(f"The order is now promised for {form.text('estimated_ship_date')}.")
    return RedirectResponse(f"/orders/{order_id}?tab=approvals", 303)


@router.get("/orders/{order_id}/cancel")
async def ask_cancel(visit: SignedIn, order_id: str) -> Response:
    """What cancelling does, and why it is wanted."""
    return await _ask(visit, "cancel", order_id, {})


@router.post("/orders/{order_id}/cancel")
async def cancel(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Cancel what has not left the house."""
    try:
        await visit.api.send("POST", f"{API}/{order_id}/cancel", {"reason": form.text("reason")},
                             version=form.version, key=form.key)  # fmt: skip
    except ApiProblem as problem:
        return await _ask(visit, "cancel", order_id, form.shown(), problem)
    visit.say("Cancelled. What was reserved is free again.")
    return RedirectResponse(f"/orders/{order_id}", 303)


async def _ask(
    visit: Visit, name: str, order_id: str, values: dict[str, Any], problem: ApiProblem | None = None
) -> Response:
    order = await visit.api.get(f"{API}/{order_id}")
    return page(visit, f"pages/orders/{name}.html", status=problem.status if problem else 200, order=order,
                values=values, causes=CAUSES, problem=problem)  # fmt: skip
