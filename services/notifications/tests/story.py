"""A deal and a ticket as the other services would tell them, and what a person reads of it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.testing import Person, Stage, example
from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.crm import ClientRegistered
from contracts.event import Event, new_id
from contracts.orders import (
    OrderCleared,
    OrderClosed,
    OrderDrafted,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    OrderShipped,
)
from contracts.quotes import QuoteAccepted, QuoteDrafted
from contracts.values import PartyRef

API = "/api/notifications"


@dataclass
class Deal:
    """One deal of a seller's; each step is the event that would tell it."""

    owner_id: UUID
    quote_id: UUID = field(default_factory=new_id)
    order_id: UUID = field(default_factory=new_id)
    invoice_id: UUID = field(default_factory=new_id)
    client: ClientRegistered = field(
        default_factory=lambda: example(ClientRegistered, party_id=new_id(), name="Norrland Skog AB")
    )

    @property
    def party(self) -> PartyRef:
        return PartyRef(id=self.client.party_id, number=self.client.number, name=self.client.name)

    def _whose(self) -> dict[str, Any]:
        return {"owner_id": self.owner_id, "client": self.party}

    def quoted(self) -> Event:
        return example(QuoteDrafted, quote_id=self.quote_id, number="Q-1", **self._whose())

    def accepted(self) -> Event:
        return example(QuoteAccepted, quote_id=self.quote_id, number="Q-1", **self._whose())

    def drafted(self) -> Event:
        return example(OrderDrafted, order_id=self.order_id, number="SO-1", **self._whose())

    def placed(self) -> Event:
        return example(OrderPlaced, order_id=self.order_id, number="SO-1", **self._whose())

    def held(self) -> Event:
        return example(OrderHeld, order_id=self.order_id)

    def cleared(self) -> Event:
        return example(OrderCleared, order_id=self.order_id)

    def released(self) -> Event:
        return example(OrderReleased, order_id=self.order_id, number="SO-1", **self._whose())

    def shipped(self) -> Event:
        return example(OrderShipped, order_id=self.order_id, complete=True)

    def invoiced(self) -> Event:
        named = {"order_id": self.order_id, "order_number": "SO-1", "number": "I-1"}
        return example(InvoiceIssued, invoice_id=self.invoice_id, **named, **self._whose())

    def paid(self, open_amount: str = "0") -> Event:
        return example(
            PaymentReceived,
            invoice_id=self.invoice_id,
            payment_id=new_id(),
            order_id=self.order_id,
            client_id=self.client.party_id,
            received_on=date(2026, 3, 2),
            open_amount=Decimal(open_amount),
        )

    def closed(self) -> Event:
        return example(OrderClosed, order_id=self.order_id)


async def others(stage: Stage, deal: Deal, *events: Event, actor: UUID | None = None) -> None:
    """Somebody else did it."""
    await stage.hear(*events, correlation_id=deal.quote_id, actor=actor or new_id())


async def seller(stage: Stage) -> Person:
    """Somebody who sees their own documents."""
    return await stage.person("quotes.read", "orders.read", "trace.read", scope="own")


async def page(person: Person, **asked: str) -> Any:
    """What the person reads."""
    answer = await person.get(API, params={"limit": "100", **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def notices(person: Person, **asked: str) -> list[Any]:
    """The same without threads, the newest of each first."""
    threads = (await page(person, **asked))["items"]
    return [one for thread in threads for one in (thread["newest"], *thread["earlier"])]


async def kinds(person: Person, **asked: str) -> list[str]:
    """What the person was told."""
    return [one["kind"] for one in await notices(person, **asked)]


async def send(person: Person, path: str, **body: Any) -> Any:
    """The answer to a command."""
    answer = await person.client.post(f"{API}/{path}", json=body)
    assert answer.status_code < 300, answer.text
    return answer.json()
