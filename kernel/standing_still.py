"""What stands still because an event could not be applied somewhere, in words for people."""

from collections.abc import Mapping
from typing import Any

from contracts.messages import events
from contracts.parking import WhyParked

HEALING = (WhyParked.MISSING_COPY, WhyParked.GAP)
CALLED = {
    "catalog": "The catalog",
    "crm": "The register of clients",
    "fulfillment": "Delivery",
    "identity": "The register of people",
    "reporting": "The overview of deals",
}


def words(row: Mapping[str, Any]) -> str:
    """What stands still and what it waits for, as one sentence."""
    who = CALLED.get(row["service"]) or str(row["service"]).capitalize()
    known = events().get(row["event_type"])
    what = f"“{known.label}”" if known else "what came"
    if row["reason"] in HEALING:
        return f"{who} could not apply {what}: something that comes before it has not arrived yet."
    return f"{who} could not apply {what} and waits for an administrator."
