"""Single changes to an order: one fact, another ship date or representative, cancelling what has not left."""

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import orders
from web.conflicts import conflict
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.orders.detail import show_order
from web.sections.orders.fields import DATES, LABELS, TEXTS
from web.times import in_words
from web.visit import SignedIn, Visit

CAUSES = (
    ("client", N_("The client asked for it")),
    ("production", N_("Production needs longer")),
    ("supplier", N_("A supplier is late")),
    ("credit", N_("Credit was missing")),
    ("other", N_("Another reason")),
)
NEEDED = {"ship_date": "orders.write", "representative": "orders.write", "cancel": "orders.cancel"}
NULLABLE = (*DATES, "lead_time_days")
FACTS = (*TEXTS, *NULLABLE)
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
        await visit.api.send(orders.move_ship_date(order_id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _ask(visit, "ship_date", order_id, form.shown(), problem)
    visit.say(_("The order is now promised for %(day)s.", day=in_words(form.text("estimated_ship_date"))))
    return RedirectResponse(f"/orders/{order_id}?tab=approvals", 303)


@router.get("/orders/{order_id}/representative")
async def ask_representative(visit: SignedIn, order_id: str) -> Response:
    """Which colleague looks after the order from now on."""
    return await _ask(visit, "representative", order_id, {})


@router.post("/orders/{order_id}/representative")
async def reassign(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Hand the order over."""
    body = {"owner_id": form.text("owner_id")}
    try:
        await visit.api.send(orders.reassign_order(order_id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _ask(visit, "representative", order_id, form.shown(), problem)
    visit.say(
        _(
            "%(name)s looks after the order now.",
            name=(await visit.names()).get(body["owner_id"]) or _("Your colleague"),
        )
    )
    return RedirectResponse(f"/orders/{order_id}", 303)


@router.get("/orders/{order_id}/cancel")
async def ask_cancel(visit: SignedIn, order_id: str) -> Response:
    """What cancelling does, and why it is wanted."""
    return await _ask(visit, "cancel", order_id, {})


@router.post("/orders/{order_id}/cancel")
async def cancel(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Cancel what has not left the house."""
    try:
        body = {"reason": form.text("reason")}
        await visit.api.send(orders.cancel_order(order_id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _ask(visit, "cancel", order_id, form.shown(), problem)
    visit.say(_("Cancelled. What was reserved is free again."))
    return RedirectResponse(f"/orders/{order_id}", 303)


@router.post("/orders/{order_id}/field")
async def change_field(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Save one fact of a draft that was edited where it stands."""
    name = next((name for name in FACTS if name in form.data), "")
    body = {name: form.text(name) or (None if name in NULLABLE else "")} if name else {}
    try:
        await visit.api.send(orders.edit_order(order_id), body, version=form.version)
    except ApiProblem as problem:
        found = conflict(problem, form, {name: LABELS.get(name, name)})
        if found is None:
            return await show_order(visit, order_id, "summary", problem)
        order: orders.OrderView | None = problem.current
        return page(visit, "sections/orders/field.html", status=412, order=order, conflict=found, form=form)
    visit.say(_("%(name)s is saved.", name=_(LABELS.get(name, N_("The order")))))
    return RedirectResponse(f"/orders/{order_id}", 303)


@router.get("/orders/{order_id}/field")
async def leave_field(visit: SignedIn, order_id: str) -> Response:  # noqa: ARG001  # who asks must be signed in
    """Somebody took what the other one had saved."""
    return RedirectResponse(f"/orders/{order_id}", 303)


async def _ask(
    visit: Visit, name: str, order_id: str, values: dict[str, str], problem: ApiProblem | None = None
) -> Response:
    if not visit.may(NEEDED[name]):
        raise HTTPException(403)
    order = await visit.api.get(orders.read_order(order_id))
    colleagues = await visit.colleagues(order["owner_id"]) if name == "representative" else []
    return page(visit, f"sections/orders/{name}.html", status=problem.status if problem else 200, order=order,
                values=values, causes=CAUSES, colleagues=colleagues, problem=problem)  # fmt: skip
