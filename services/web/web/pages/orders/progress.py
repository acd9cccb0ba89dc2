"""How far an order has come, what may be done next and by whom, and what it waits for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.pages import deals
from web.pages.deals import PATHS, May, Row, Waits
from web.pages.steps import steps_of

FLOW = (
    ("draft", "Draft"),
    ("pending", "Placed"),
    ("released", "Released"),
    ("shipped", "Shipped"),
    ("invoiced", "Invoiced"),
    ("closed", "Closed"),
)
SUPPLIED = {"job-order": ("Complete", "fulfillment.production"),
            "purchase-request": ("Receive", "fulfillment.purchasing")}  # fmt: skip
MOVABLE = ("pending", "released", "partially_shipped")
CANCELLABLE = ("draft", *MOVABLE)


@dataclass(frozen=True)
class Next:
    """The next legal step for this person: a form to send when ``posts``, otherwise a page to open."""

    href: str
    label: str
    posts: bool = False
    ask: str = ""


def steps(order: Row) -> list[tuple[str, str, str]]:
    """The status bar; what was shipped in part and what was cancelled on the way are steps of it."""
    status = order["status"]
    if status == "cancelled":
        days = {"draft": order["ordered_on"], "pending": order["placed_on"], "released": order["released_on"]}
        reached = [(key, label, "done") for key, label in FLOW if days.get(key)]
        return [*reached, ("cancelled", "Cancelled", "bad")]
    if status != "partially_shipped":
        return steps_of(FLOW, status)
    flow = [("partially_shipped", "Partially shipped") if key == "shipped" else (key, label)
            for key, label in FLOW]  # fmt: skip
    place = [key for key, _ in flow].index("partially_shipped")
    states = ["done"] * place + ["now"] + ["next"] * (len(flow) - place - 1)
    return [(key, label, state) for (key, label), state in zip(flow, states, strict=True)]


def next_step(order: Row, documents: Sequence[Row], may: May) -> Next | None:
    """What this person can do about the order now; None when others, or time, have to move it."""
    base, status = f"/orders/{order['id']}", order["status"]
    if status == "draft" and may("orders.place"):
        return Next(f"{base}/place", "Place the order", posts=True)
    if status == "pending" and order["credit"] == "granted" and may("orders.release"):
        return Next(f"{base}/release", "Release to production", posts=True)
    if status in ("released", "partially_shipped"):
        return _fulfilment(documents, may)
    if status in ("shipped", "invoiced") and may("billing.payment"):
        owed = _first(documents, "invoice", "open")
        return Next(f"/invoices/{owed['id']}", f"Record payment of {owed['number']}") if owed else None
    return None


def _fulfilment(documents: Sequence[Row], may: May) -> Next | None:
    ready = _first(documents, "delivery-order", "ready")
    if ready and may("fulfillment.dispatch"):
        return Next(f"/delivery-orders/{ready['id']}", f"Dispatch {ready['number']}")
    for kind, (verb, permission) in SUPPLIED.items():
        supply = _first(documents, kind, "open")
        if supply and may(permission):
            return Next(f"{PATHS[kind]}/{supply['id']}", f"{verb} {supply['number']}")
    rest = next((d for d in documents if d["kind"] == "delivery-order" and d["status"] != "cancelled"), None)
    if rest and may("fulfillment.dispatch"):
        return Next(f"/delivery-orders/{rest['id']}", f"Open {rest['number']}")
    return None


def _first(documents: Iterable[Row], kind: str, *statuses: str) -> Row | None:
    return next((d for d in documents if d["kind"] == kind and d["status"] in statuses), None)


def waits(order: Row, trace: Row, may: May) -> list[Waits]:
    """Why nothing goes on, as the trace explains it; without one, what the order itself says of credit."""
    told = [] if order["status"] == "draft" else deals.waits(trace, may)
    return told or _credit(order)


def _credit(order: Row) -> list[Waits]:
    if order["status"] == "pending" and order["credit"] == "refused":
        return [Waits("The client's credit does not cover this order; it goes on by itself when the limit is "
                      "raised or a payment comes.", "accounting", "", "", True)]  # fmt: skip
    if order["status"] == "pending" and order["credit"] == "pending":
        return [Waits("The decision on the client's credit is on its way.", "system", "", "", False)]
    return []
