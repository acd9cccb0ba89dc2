"""The sentence of each kind of notice, and its tone: ok, bad or info. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from chassis.language import N_, _, stated, term
from web.api.notifications import NoticeView
from web.rendering import money
from web.times import in_words


def sentence(row: NoticeView) -> tuple[str, str]:
    """What happened, in words, and their tone; a kind without words of its own says its name."""
    said, kind = row["words"], row["kind"]
    if kind == "order-shipped" and not said.get("complete", True):
        kind = "order-shipped-in-part"
    text, tone = SAID.get(kind, ("", "info"))
    told = _(
        text or term(kind).replace("%", "%%"),
        to=in_words(said.get("to", "")),
        cause=stated(said["cause"]) if said.get("cause") else "",
        reason=said.get("reason") or _("no reason given"),
    )
    return told + "".join(_beside(said)), tone


def _beside(said: Mapping[str, Any]) -> Iterator[str]:
    """What it is worth, how pressing it is, and until when."""
    if said.get("amount"):
        yield f" ({money(said['amount'], said.get('currency', ''))})"
    if said.get("priority"):
        yield f" ({stated(said['priority'])})"
    if said.get("due_on"):
        yield _(", due %(day)s", day=in_words(said["due_on"]))


def kind_in_words(kind: str) -> str:
    """A kind of notices as people name it."""
    return _(KINDS[kind]) if kind in KINDS else term(kind)


SAID = {
    "quote-accepted": (N_("was accepted"), "ok"),
    "quote-declined": (N_("was declined"), "bad"),
    "quote-expired": (N_("expired without an answer"), "bad"),
    "order-cleared": (N_("has credit and may be released"), "ok"),
    "order-held": (N_("is held: the client's credit does not cover it"), "bad"),
    "order-released": (N_("was released to production"), "info"),
    "order-reassigned": (N_("is yours to look after now"), "info"),
    "ship-date-moved": (N_("is to ship on %(to)s now (%(cause)s)"), "bad"),
    "order-shipped": (N_("was shipped"), "info"),
    "order-shipped-in-part": (N_("was shipped in part"), "info"),
    "order-performed": (N_("had a service performed"), "info"),
    "order-cancelled": (N_("was cancelled: %(reason)s"), "bad"),
    "order-closed": (N_("is paid and closed"), "ok"),
    "order-invoiced": (N_("was issued"), "info"),
    "invoice-paid": (N_("was paid"), "ok"),
    "order-to-release": (N_("has credit and waits to be released"), "info"),
    "credit-to-decide": (N_("is held: the client's credit is to be decided"), "info"),
    "job-order-requested": (N_("is to be made"), "info"),
    "purchase-requested": (N_("is to be bought"), "info"),
    "delivery-ready": (N_("is ready to be dispatched"), "info"),
    "ticket-assigned": (N_("is assigned to you"), "info"),
    "ticket-for-department": (N_("waits for your department"), "info"),
    "ticket-waiting": (N_("was answered and waits for you"), "info"),
    "ticket-answered": (N_("was answered"), "info"),
    "ticket-priority": (N_("has another priority now"), "info"),
    "ticket-resolved": (N_("is resolved"), "ok"),
    "ticket-reopened": (N_("is open again"), "bad"),
    "ticket-closed": (N_("was closed without an answer"), "bad"),
    "mentioned": (N_("mentions you"), "info"),
    "stands-still": (N_("stands still. %(reason)s"), "bad"),
    "goes-on": (N_("goes on: nothing of it waits any more"), "ok"),
}
KINDS = {
    "quote-accepted": N_("Quote accepted"),
    "quote-declined": N_("Quote declined"),
    "quote-expired": N_("Quote expired"),
    "order-cleared": N_("Order cleared"),
    "order-held": N_("Order held"),
    "order-released": N_("Order released"),
    "order-reassigned": N_("Order reassigned"),
    "ship-date-moved": N_("Ship date moved"),
    "order-shipped": N_("Order shipped"),
    "order-performed": N_("Order performed"),
    "order-cancelled": N_("Order cancelled"),
    "order-closed": N_("Order closed"),
    "order-invoiced": N_("Order invoiced"),
    "invoice-paid": N_("Invoice paid"),
    "order-to-release": N_("Order to release"),
    "credit-to-decide": N_("Credit to decide"),
    "job-order-requested": N_("Job order requested"),
    "purchase-requested": N_("Purchase requested"),
    "delivery-ready": N_("Delivery ready"),
    "ticket-assigned": N_("Ticket assigned"),
    "ticket-for-department": N_("Ticket for department"),
    "ticket-waiting": N_("Ticket waiting"),
    "ticket-answered": N_("Ticket answered"),
    "ticket-priority": N_("Ticket priority"),
    "ticket-resolved": N_("Ticket resolved"),
    "ticket-reopened": N_("Ticket reopened"),
    "ticket-closed": N_("Ticket closed"),
    "mentioned": N_("Mentioned"),
    "stands-still": N_("Stands still"),
    "goes-on": N_("Goes on"),
}
