"""What stands still because an event could not be applied somewhere, in words for people."""

from collections.abc import Mapping
from typing import Any

from chassis.language import N_, _
from contracts.messages import events
from contracts.parking import WhyParked

HEALING = (WhyParked.MISSING_COPY, WhyParked.GAP)
CALLED = {
    "billing": N_("Billing"),
    "catalog": N_("The catalog"),
    "crm": N_("The register of clients"),
    "fulfillment": N_("Delivery"),
    "identity": N_("The register of people"),
    "notifications": N_("Notifications"),
    "orders": N_("Orders"),
    "quotes": N_("Quotes"),
    "reporting": N_("The overview of deals"),
    "tickets": N_("Tickets"),
}


def words(row: Mapping[str, Any]) -> str:
    """What stands still and what it waits for, as one sentence."""
    named = CALLED.get(row["service"])
    who = _(named) if named else str(row["service"]).capitalize()
    known = events().get(row["event_type"])
    what = f"“{_(known.label)}”" if known else _("what came")
    if row["reason"] in HEALING:
        return _(
            "%(who)s could not apply %(what)s: something that comes before it has not arrived yet.",
            who=who,
            what=what,
        )
    return _("%(who)s could not apply %(what)s and waits for an administrator.", who=who, what=what)
