"""A small company for the tests of quotes: one client, three products, one price list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.testing import Person
from contracts.billing import PaymentTermsIssued
from contracts.catalog import ListedPrice, PriceBreak, PriceListIssued, PriceMode, ProductPublished
from contracts.crm import ClientRegistered, PartyRole
from contracts.event import new_id
from contracts.terms import DueRule
from contracts.values import Address, ItemKind, Supply

ADDRESS = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")


def client(
    name: str = "Norrland Skog AB",
    territory: str = "Sweden",
    owner_id: UUID | None = None,
    terms_id: UUID | None = None,
    language: str | None = None,
) -> ClientRegistered:
    """A client that just registered."""
    return ClientRegistered(
        party_id=new_id(),
        number="C-000001",
        name=name,
        role=PartyRole.CLIENT,
        territory=territory,
        owner_id=owner_id,
        terms_id=terms_id,
        language=language,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
    )


def product(number: str, kind: ItemKind = ItemKind.DEVICE, fits: tuple[UUID, ...] = ()) -> ProductPublished:
    """A product that may be sold."""
    return ProductPublished(
        product_id=new_id(),
        kind=kind,
        number=number,
        name=f"Product {number}",
        category="Sensors",
        supply=Supply.MAKE,
        lead_time_days=14,
        tax_rate=Decimal("0.25"),
        sales_approved=True,
        engineering_approved=True,
        fits=fits,
    )


def register() -> list[PaymentTermsIssued]:
    """Payment terms in force; 30 days net are the default."""
    two_per_cent = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    return [
        _terms("30 days net", DueRule(net_days=30), aliases=("30 days",), is_default=True),
        _terms("14 days 2 %, 30 days net", two_per_cent),
        _terms("60 days net", DueRule(net_days=60)),
    ]


def _terms(name: str, due: DueRule, **fields: Any) -> PaymentTermsIssued:
    return PaymentTermsIssued(payment_terms_id=new_id(), name=name, text=name, due=due, **fields)


def price_list(*products: ProductPublished, mode: PriceMode = PriceMode.ADJUSTABLE) -> PriceListIssued:
    """100 each, 90 from ten on, never below 80; a seller alone may give 5 percent."""
    prices = tuple(
        ListedPrice(
            product_id=each.product_id,
            breaks=(
                PriceBreak(min_quantity=Decimal(1), unit_price=Decimal(100)),
                PriceBreak(min_quantity=Decimal(10), unit_price=Decimal(90)),
            ),
            floor=Decimal(80),
        )
        for each in products
    )
    return PriceListIssued(
        price_list_id=new_id(),
        name="Standard",
        currency="EUR",
        valid_from=date(2020, 1, 1),
        mode=mode,
        max_discount=Decimal("0.05"),
        prices=prices,
    )


@dataclass
class Shop:
    """Ids of what can be quoted, and a seller."""

    client_id: UUID
    sensor: UUID
    bracket: UUID
    training: UUID
    seller: Person
    terms: dict[str, UUID]

    def quote(self, **changes: object) -> dict[str, object]:
        """The body of a quote for three sensors."""
        line = {"product_id": str(self.sensor), "quantity": "3"}
        return {"client_id": str(self.client_id), "lines": [line]} | changes
