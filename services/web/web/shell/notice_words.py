"""The sentence of each kind of notice, and its tone: ok, bad or info. Pure."""

from web.api.notifications import NoticeView
from web.rendering import money


def sentence(row: NoticeView) -> tuple[str, str]:
    """What happened, in words, and their tone; a kind without words of its own says its name."""
    said = row["words"]
    text, tone = SAID.get(row["kind"], (str(row["kind"]).replace("-", " "), "info"))
    worth = f" ({money(said['amount'], said.get('currency', ''))})" if said.get("amount") else ""
    part = "" if said.get("complete", True) else " in part"
    pressing = f" ({said['priority']})" if said.get("priority") else ""
    due = f", due {said['due_on']}" if said.get("due_on") else ""
    why = {"reason": said.get("reason") or "no reason given", "cause": said.get("cause", "")}
    return text.format(worth=worth, part=part, due=due, pressing=pressing, to=said.get("to", ""), **why), tone


def kind_in_words(kind: str) -> str:
    """A kind of notices as people name it."""
    return kind.replace("-", " ").capitalize()


SAID = {
    "quote-accepted": ("was accepted{worth}", "ok"),
    "quote-declined": ("was declined{worth}", "bad"),
    "quote-expired": ("expired without an answer{worth}", "bad"),
    "order-cleared": ("has credit and may be released", "ok"),
    "order-held": ("is held: the client's credit does not cover it{worth}", "bad"),
    "order-released": ("was released to production", "info"),
    "order-reassigned": ("is yours to look after now", "info"),
    "ship-date-moved": ("is to ship on {to} now ({cause})", "bad"),
    "order-shipped": ("was shipped{part}", "info"),
    "order-performed": ("had a service performed", "info"),
    "order-cancelled": ("was cancelled: {reason}", "bad"),
    "order-closed": ("is paid and closed", "ok"),
    "order-invoiced": ("was issued{worth}", "info"),
    "invoice-paid": ("was paid{worth}", "ok"),
    "order-to-release": ("has credit and waits to be released", "info"),
    "credit-to-decide": ("is held: the client's credit is to be decided{worth}", "info"),
    "job-order-requested": ("is to be made{due}", "info"),
    "purchase-requested": ("is to be bought{due}", "info"),
    "delivery-ready": ("is ready to be dispatched{due}", "info"),
    "ticket-assigned": ("is assigned to you{pressing}{due}", "info"),
    "ticket-for-department": ("waits for your department{pressing}{due}", "info"),
    "ticket-waiting": ("was answered and waits for you{pressing}", "info"),
    "ticket-answered": ("was answered{pressing}", "info"),
    "ticket-priority": ("has another priority now{pressing}", "info"),
    "ticket-resolved": ("is resolved", "ok"),
    "ticket-reopened": ("is open again{pressing}", "bad"),
    "ticket-closed": ("was closed without an answer", "bad"),
    "mentioned": ("mentions you{pressing}", "info"),
    "stands-still": ("stands still. {reason}", "bad"),
    "goes-on": ("goes on: nothing of it waits any more", "ok"),
}
