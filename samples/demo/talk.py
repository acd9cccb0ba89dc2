"""What the demo company asks each other: tickets about its orders, one of them resolved, each opened once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from client import BlockingApiClient
from samples.demo.company import AT_ONCE, Cast, Say
from samples.demo.facts import NORTH, SOUTH


@dataclass(frozen=True)
class Matter:
    """One ticket: who asks which department what, and what was answered."""

    ref: str
    opened_by: str
    subject: str
    description: str
    department: str
    category: str
    priority: str
    deal: str = ""  # the external reference of the quote whose order it is about
    answered_by: str = ""  # role
    answer: str = ""
    resolved: bool = False


MATTERS = (
    Matter(
        "DEMO-T1", NORTH, "Can the gauges go out in two deliveries?",
        "The client takes the first half now and the rest when the penstock is open.",
        "operations", "Delivery", "high", "DEMO-Q11", "operations",
        "Yes. Dispatch takes part of a line; the rest stays open on the delivery order.", resolved=True,
    ),
    Matter(
        "DEMO-T2", SOUTH, "Which antenna fits the GW-700 in a steel cabinet?",
        "The cabinet is closed; the client asks whether the built-in antenna is enough.",
        "production", "Product", "normal", "", "production",
        "Not inside steel. OP-ANT with three metres of cable, mounted outside.", resolved=True,
    ),
    Matter(
        "DEMO-T3", SOUTH, "Invoice with the purchase order number of the plant",
        "Their accounting sends invoices back that do not carry it.",
        "accounting", "Invoice", "urgent", "DEMO-Q12",
    ),
    Matter(
        "DEMO-T4", SOUTH, "Earlier date for the reactor hall?",
        "They would take two weeks earlier if the sensors are made by then.",
        "production", "Delivery", "normal", "DEMO-Q08", "production", "We look at it on Monday.",
    ),
)  # fmt: skip


def talk(cast: Cast, say: Say) -> None:
    """Open, answer and resolve them; one that is there already is left alone."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda matter: raised(cast, matter), MATTERS))
    say(f"{len(MATTERS)} tickets between sales and the other departments")


def raised(cast: Cast, matter: Matter) -> None:
    """One ticket as far as it goes; its keys are its own, so that a broken run goes on where it stood."""
    seller = cast.people[matter.opened_by]
    if seller.find("/api/tickets", "subject", subject=matter.subject):
        return
    asked = {
        "subject": matter.subject,
        "description": matter.description,
        "department": matter.department,
        "category": matter.category,
        "priority": matter.priority,
    }
    ticket = seller.post("/api/tickets", asked | ordered(seller, matter.deal), key=matter.ref).body
    at = f"/api/tickets/{ticket['id']}"
    if matter.answer:
        verb = "resolve" if matter.resolved else "answer"
        cast.by_role(matter.answered_by).act(at, verb, {"text": matter.answer}, key=f"{matter.ref}-{verb}")


def ordered(seller: BlockingApiClient, deal: str) -> dict[str, str]:
    """The order of a deal, as a ticket names it, once tickets know it; nothing when it has none."""
    quote = seller.find("/api/quotes", "number", external_ref=deal) if deal else None
    order = seller.find("/api/orders", "number", quote_id=quote["id"]) if quote else None
    if order is None:
        return {}
    seller.settled(["/api/tickets"], [f"order/{order['id']}/{order['version']}"])
    return {"order": order["id"]}
