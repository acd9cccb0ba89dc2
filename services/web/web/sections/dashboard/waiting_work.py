"""What waits for a person: their lists with counts, by what they may do."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.language import _
from web.api import billing, fulfillment, orders, quotes, tickets
from web.api.operation import Get
from web.gateway import ApiProblem
from web.lists.spec import Counted
from web.rendering import query
from web.visit import Visit

PATIENCE = 3.0
UNDER_WAY = "open,in-progress,waiting"  # of a ticket


@dataclass(frozen=True)
class Kind:
    """A list with a filter; for whoever holds one of the permissions."""

    label: str
    list: str  # its key
    total: Get[Counted]
    permissions: tuple[str, ...]
    filters: Mapping[str, str]
    icon: str
    urgent: bool = False


@dataclass(frozen=True)
class Waiting:
    """A list and how much of it waits."""

    label: str
    href: str
    count: int
    icon: str
    urgent: bool


def kinds(today: str, person_id: str) -> tuple[Kind, ...]:
    """All there are; those that are late first."""
    late = {"due_on.lt": today}
    return (
        Kind(
            _("Invoices overdue"),
            "invoices",
            billing.total_invoices(),
            ("billing.write", "billing.*"),
            {"status": "open", "next_due_on.lt": today},
            "invoice",
            True,
        ),
        Kind(
            _("Delivery orders overdue"),
            "delivery-orders",
            fulfillment.total_delivery_orders(),
            ("fulfillment.write", "fulfillment.*"),
            {"status": "waiting,ready", **late},
            "delivery",
            True,
        ),
        Kind(
            _("Services overdue"),
            "service-orders",
            fulfillment.total_service_orders(),
            ("fulfillment.write", "fulfillment.*"),
            {"status": "open", **late},
            "service",
            True,
        ),
        Kind(
            _("Quotes to send"),
            "quotes",
            quotes.total_quotes(),
            ("quotes.write",),
            {"status": "draft"},
            "quote",
        ),
        Kind(
            _("Quotes with clients"),
            "quotes",
            quotes.total_quotes(),
            ("quotes.decide",),
            {"status": "sent"},
            "quote",
        ),
        Kind(
            _("Orders to place"),
            "orders",
            orders.total_orders(),
            ("orders.place",),
            {"status": "draft"},
            "order",
        ),
        Kind(
            _("Orders to release"),
            "orders",
            orders.total_orders(),
            ("orders.release",),
            {"status": "pending"},
            "order",
        ),
        Kind(
            _("Job orders to make"),
            "job-orders",
            fulfillment.total_job_orders(),
            ("fulfillment.write",),
            {"status": "open"},
            "job",
        ),
        Kind(
            _("Purchases to receive"),
            "purchase-requests",
            fulfillment.total_purchase_requests(),
            ("fulfillment.write",),
            {"status": "open"},
            "buy",
        ),
        Kind(
            _("Deliveries to dispatch"),
            "delivery-orders",
            fulfillment.total_delivery_orders(),
            ("fulfillment.write",),
            {"status": "ready"},
            "delivery",
        ),
        Kind(
            _("Services to perform"),
            "service-orders",
            fulfillment.total_service_orders(),
            ("fulfillment.write",),
            {"status": "open"},
            "service",
        ),
        Kind(
            _("Invoices open"),
            "invoices",
            billing.total_invoices(),
            ("billing.read",),
            {"status": "open"},
            "invoice",
        ),
        Kind(
            _("Tickets open"),
            "tickets",
            tickets.total_tickets(),
            ("tickets.read",),
            {"status": UNDER_WAY},
            "ticket",
        ),
        Kind(
            _("Tickets of mine"),
            "tickets",
            tickets.total_tickets(),
            ("tickets.read",),
            {"status": UNDER_WAY, "assignee_id": person_id},
            "ticket",
        ),
    )


async def waiting(visit: Visit) -> list[Waiting]:
    """Counts of the lists that the person works on; one that does not answer in time is left out."""
    chosen = [
        kind
        for kind in kinds(visit.today, visit.session.person_id)
        if any(visit.may(each) for each in kind.permissions)
    ]
    found = await asyncio.gather(*(_count(visit, kind) for kind in chosen))
    return [
        Waiting(
            kind.label, visit.to(kind.list) + query(kind.filters), count, kind.icon, kind.urgent and count > 0
        )
        for kind, count in zip(chosen, found, strict=True)
        if count is not None and not (kind.urgent and count == 0)
    ]


async def _count(visit: Visit, kind: Kind) -> int | None:
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(kind.total, kind.filters)
    except (ApiProblem, TimeoutError):
        return None
    return found["count"]
