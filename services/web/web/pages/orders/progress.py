"""How far an order has come, what may be done next and by whom, and what it waits for. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.pages.steps import steps_of

Row = Mapping[str, Any]
May = Callable[[str], bool]
FLOW = (
    ("draft", "Draft"),
    ("pending", "Placed"),
    ("released", "Released"),
    ("shipped", "Shipped"),
    ("invoiced", "Invoiced"),
    ("closed", "Closed"),
)
PATHS = {
    "quote": "/quotes",
    "order": "/orders",
    "delivery-order": "/delivery-orders",
    "job-order": "/job-orders",
    "purchase-request": "/purchase-requests",
    "invoice": "/invoices",
}
SEES = {"quote": "quotes.read", "order": "orders.read", "invoice": "billing.read"}
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


@dataclass(frozen=True)
class Waits:
    """Why the order goes no further now, who can move it, and where."""

    reason: str
    who: str
    since: str
    href: str
    bad: bool


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
    partly = _first(documents, "delivery-order", "partially-dispatched", "waiting")
    if partly and may("fulfillment.dispatch"):
        return Next(f"/delivery-orders/{partly['id']}", f"Open {partly['number']}")
    return None


def _first(documents: Iterable[Row], kind: str, *statuses: str) -> Row | None:
    return next((d for d in documents if d["kind"] == kind and d["status"] in statuses), None)


def waits(order: Row, trace: Row, may: May) -> list[Waits]:
    """Why nothing goes on, as the trace explains it; without one, what the order itself says of credit."""
    places = {d["number"]: page_of(d, may) for d in trace["documents"] if d["number"]}
    found = [
        Waits(each["reason"], each["waits_for"], each["since"], places.get(each["document"], ""),
              each["next_step"] == "OrderCleared" and each["waits_for"] == "accounting")
        for each in trace.get("why_not_yet", [])
        if not (each["next_step"] == "OrderPlaced" and order["status"] == "draft")
    ]  # fmt: skip
    return found or _credit(order)


def _credit(order: Row) -> list[Waits]:
    if order["status"] == "pending" and order["credit"] == "refused":
        return [Waits("The client's credit does not cover this order; it goes on by itself when the limit is "
                      "raised or a payment comes.", "accounting", "", "", True)]  # fmt: skip
    if order["status"] == "pending" and order["credit"] == "pending":
        return [Waits("The decision on the client's credit is on its way.", "system", "", "", False)]
    return []


def page_of(document: Row, may: May) -> str:
    """Where a document of the trace is shown; empty where this person has no page of it."""
    kind = document["kind"]
    allowed = kind in PATHS and may(SEES.get(kind, "fulfillment.read"))
    return f"{PATHS[kind]}/{document['id']}" if allowed else ""


def related(order: Row, documents: Sequence[Row], may: May) -> list[tuple[str, str, str]]:
    """Address, label and status of every other document of the deal that has a page for this person."""
    return [
        (page_of(each, may), each["number"], each["status"].replace("-", "_"))
        for each in documents
        if each["id"] != order["id"] and each["number"] and page_of(each, may)
    ]
