"""How far an order has come, what may be done next and by whom, and what it waits for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chassis.language import N_, _, term
from web.api.orders import OrderView
from web.api.reporting import Trace, TraceDocument
from web.deals import deal
from web.deals.deal import PageOf, Waits
from web.deals.steps import steps_of
from web.sections.orders import wording
from web.sidebar import May, Sidebar

FLOW = (
    ("draft", N_("Draft")),
    ("pending", N_("Placed")),
    ("released", N_("Released")),
    ("shipped", N_("Shipped")),
    ("invoiced", N_("Invoiced")),
    ("closed", N_("Closed")),
)
SUPPLIED = {"job-order": (N_("Complete %(number)s"), "fulfillment.production"),
            "purchase-request": (N_("Receive %(number)s"), "fulfillment.purchasing")}  # fmt: skip
MOVABLE = ("pending", "released", "partially_shipped")
CANCELLABLE = ("draft", *MOVABLE)


@dataclass(frozen=True)
class Next:
    """The next legal step for this person: a form to send when ``posts``, otherwise a page to open."""

    href: str
    label: str
    posts: bool = False
    ask: str = ""


def _flow(order: OrderView) -> list[tuple[str, str]]:
    """The states, in words that are true of this order."""
    kind = wording.kind_of(order)
    part = order["status"] == "partially_shipped"
    reached = ("partially_shipped", term(f"partially_{kind}")) if part else ("shipped", term(kind))
    return [reached if key == "shipped" else (key, label) for key, label in FLOW]


def steps(order: OrderView) -> list[tuple[str, str, str]]:
    """The status bar; what was shipped in part and what was cancelled on the way are steps of it."""
    status = order["status"]
    if status == "cancelled":
        days = {"draft": order["ordered_on"], "pending": order["placed_on"], "released": order["released_on"]}
        reached = [(key, label, "done") for key, label in FLOW if days.get(key)]
        return [*reached, ("cancelled", _("Cancelled"), "bad")]
    flow = _flow(order)
    if status != "partially_shipped":
        return steps_of(flow, status)
    place = [key for key, _label in flow].index("partially_shipped")
    states = ["done"] * place + ["now"] + ["next"] * (len(flow) - place - 1)
    return [(key, label, state) for (key, label), state in zip(flow, states, strict=True)]


def next_step(
    order: OrderView, documents: Sequence[TraceDocument], may: May, sidebar: Sidebar
) -> Next | None:
    """What this person can do about the order now; None when others, or time, have to move it."""
    base, status = f"/orders/{order['id']}", order["status"]
    if status == "draft" and may("orders.place"):
        return Next(f"{base}/place", _("Place the order"), posts=True)
    if status == "pending" and order["credit"] == "granted" and may("orders.release"):
        return Next(f"{base}/release", _("Release to production"), posts=True)
    if status in ("released", "partially_shipped"):
        return _fulfillment(documents, may, sidebar)
    if status in ("shipped", "invoiced") and may("billing.payment"):
        owed = _first(documents, "invoice", "open")
        return (
            Next(sidebar.to("invoice", owed["id"]), _("Record payment of %(number)s", number=owed["number"]))
            if owed
            else None
        )
    return None


def _fulfillment(documents: Sequence[TraceDocument], may: May, sidebar: Sidebar) -> Next | None:
    ready = _first(documents, "delivery-order", "ready")
    if ready and may("fulfillment.dispatch"):
        return Next(
            sidebar.to("delivery-order", ready["id"]), _("Dispatch %(number)s", number=ready["number"])
        )
    for kind, (verb, permission) in SUPPLIED.items():
        supply = _first(documents, kind, "open")
        if supply and may(permission):
            return Next(sidebar.to(kind, supply["id"]), _(verb, number=supply["number"]))
    service = _first(documents, "service-order", "open")
    if service and may("fulfillment.dispatch"):
        return Next(
            sidebar.to("service-order", service["id"]), _("Confirm %(number)s", number=service["number"])
        )
    rest = next((d for d in documents if d["kind"] == "delivery-order" and d["status"] != "cancelled"), None)
    if rest and may("fulfillment.dispatch"):
        return Next(sidebar.to("delivery-order", rest["id"]), _("Open %(number)s", number=rest["number"]))
    return None


def _first(documents: Iterable[TraceDocument], kind: str, *statuses: str) -> TraceDocument | None:
    return next((d for d in documents if d["kind"] == kind and d["status"] in statuses), None)


def waits(order: OrderView, trace: Trace, page_of: PageOf) -> list[Waits]:
    """Why nothing goes on, as the trace explains it; without one, what the order itself says of credit."""
    told = [] if order["status"] == "draft" else deal.waits(trace, page_of)
    return told or _credit(order)


def _credit(order: OrderView) -> list[Waits]:
    if order["status"] == "pending" and order["credit"] == "refused":
        return [Waits(_("The client's credit does not cover this order; it goes on by itself when the limit "
"is raised or a payment comes."), "accounting", "", "", True)]  # fmt: skip
    if order["status"] == "pending" and order["credit"] == "pending":
        return [Waits(_("The decision on the client's credit is on its way."), "system", "", "", False)]
    return []
