"""A small company for the tests of tickets: a client with an order, and people in three departments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.testing import Person
from contracts.crm import ClientRegistered, PartyRole
from contracts.event import new_id
from contracts.orders import OrderContent, OrderDrafted
from contracts.values import Address, PartyRef, Totals

ADDRESS = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")
TOTALS = Totals(net=Decimal(0), freight=Decimal(0), tax=Decimal(0), gross=Decimal(0), currency="EUR")
SALES = ("tickets.read", "tickets.write", "tickets.all", "orders.read", "crm.read")
OTHERS = ("tickets.read", "tickets.write", "orders.read")


def client(owner_id: UUID | None = None) -> ClientRegistered:
    """A client that just registered."""
    return ClientRegistered(
        party_id=new_id(),
        number="C-000001",
        name="Norrland Skog AB",
        role=PartyRole.CLIENT,
        territory="Sweden",
        owner_id=owner_id,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
    )


def order(
    number: str,
    buyer: ClientRegistered,
    owner_id: UUID,
    customer_po: str = "",
    kind: type[OrderContent] = OrderDrafted,
    id: UUID | None = None,
) -> OrderContent:
    """An order of the client."""
    return kind(
        order_id=id or new_id(),
        number=number,
        ordered_on=date(2026, 3, 2),
        client=PartyRef(id=buyer.party_id, number=buyer.number, name=buyer.name),
        owner_id=owner_id,
        customer_po=customer_po,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        lines=(),
        totals=TOTALS,
    )


@dataclass
class Desk:
    """Who works here, and what they sold."""

    seller: Person
    colleague: Person  # sells, too
    maker: Person  # in a team of the department production
    buyer: Person  # in a team of the department purchasing
    client: ClientRegistered
    order: OrderContent
    deal: UUID

    async def open(self, who: Person | None = None, **fields: object) -> Any:
        """A ticket as it was opened, by the seller unless somebody else is named."""
        answer = await (who or self.seller).post("/api/tickets", {"subject": "When does it ship?"} | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def step(self, ticket: Any, verb: str, who: Person | None = None, **body: object) -> Any:
        """The ticket after one more step on it."""
        path = f"/api/tickets/{ticket['id']}/{verb}"
        answer = await (who or self.seller).post(path, body, version=ticket["version"])
        assert answer.status_code == 200, answer.text
        return answer.json()


def kind_of(answer: Any) -> str:
    """The rule that an answer names."""
    return str(answer.json()["type"]).rsplit(":", 1)[-1]
