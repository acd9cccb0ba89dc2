"""How freight is taxed: with the goods that it brings, and as the draft was taxed until it changes."""

from decimal import Decimal
from uuid import UUID

import pytest
from order_samples import Shop, accepted, granted, item, price_list, product

from chassis.testing import Stage
from contracts import money
from contracts.billing import TaxMethod, TaxTreatmentIssued
from contracts.event import new_id
from contracts.orders import OrderReadyToInvoice
from contracts.values import FreightTax, ItemKind, TaxPolicy

MIXED = (item(1, "2", "50"), item(2, "1", "100", tax_rate="0.07", kind=ItemKind.SERVICE))


async def test_services_carry_no_freight_from_the_preview_to_the_invoice(stage: Stage, shop: Shop) -> None:
    training = product("T-1", ItemKind.SERVICE).model_copy(update={"tax_rate": Decimal("0.07")})
    await stage.hear(training, price_list(training))
    lines = [{"product_id": str(id), "quantity": "1"} for id in (shop.pump, training.product_id)]
    shown = (
        await shop.seller.client.post("/api/orders/price", json={"lines": lines, "freight": "10"})
    ).json()
    assert [(tax["tax_rate"], tax["net"]) for tax in shown["taxes"]] == [
        ("0.07", "100.00"),
        ("0.19", "110.00"),
    ]
    order = await shop.released(lines=lines, freight="10")
    assert order["totals"] == shown["totals"]
    await stage.hear(shop.left(order, "1"))
    (ready,) = await stage.said(OrderReadyToInvoice, 1, order_id=UUID(order["id"]))
    assert (ready.totals.freight, ready.totals.tax) == (Decimal("10.00"), Decimal("20.90"))
    assert [line.kind for line in ready.lines] == [ItemKind.DEVICE]


@pytest.mark.parametrize(
    ("change", "policy", "tax"),
    [({"project": "Quay"}, "with-goods", "27.30"), ({"freight": "20"}, "goods", "29.80")],
)
async def test_a_draft_from_before_is_taxed_so_until_its_freight_changes(
    stage: Stage, shop: Shop, change: dict[str, str], policy: str, tax: str
) -> None:
    then = money.totals(MIXED, Decimal("10"), "EUR", TaxPolicy.WITH_GOODS)
    quote = accepted(*MIXED, totals=then, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    changed = await shop.seller.patch(f"/api/orders/{order['id']}", change, version=order["version"])
    totals = changed.json()["totals"]
    assert (totals["policy"], totals["tax"]) == (policy, tax)


EXEMPT = FreightTax(treatment_id=new_id(), rate=Decimal(0), text="Export, § 4 no. 3 UStG")


async def test_an_order_taxes_freight_as_its_quote_agreed_up_to_the_invoice(stage: Stage, shop: Shop) -> None:
    sensor = item(1, "2", "50")
    totals = money.totals([sensor], Decimal("10"), "EUR", freight_tax=EXEMPT)
    quote = accepted(sensor, totals=totals, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    edited = await shop.seller.patch(
        f"/api/orders/{order['id']}", {"freight": "20"}, version=order["version"]
    )
    placed = await shop.do(edited.json(), "place")
    await stage.hear(granted(UUID(placed["id"])))
    order = await shop.do(await shop.read(placed), "release")
    await stage.hear(shop.left(order, "1"))
    (ready,) = await stage.said(OrderReadyToInvoice, 1, order_id=UUID(order["id"]))
    assert (ready.totals.freight, ready.totals.tax, ready.totals.gross) == (
        10,
        Decimal("9.50"),
        Decimal("69.50"),
    )
    assert ready.totals.freight_tax == EXEMPT


async def test_an_order_from_blank_takes_the_companys_treatment_or_the_one_that_is_chosen(
    stage: Stage, shop: Shop
) -> None:
    entry = TaxTreatmentIssued(
        tax_treatment_id=new_id(), name="Own", method=TaxMethod.FIXED, rate=Decimal("0.07"), is_default=True
    )
    other = entry.model_copy(
        update={"tax_treatment_id": new_id(), "name": "Goods", "rate": None, "is_default": False}
    ).model_copy(update={"method": TaxMethod.WITH_GOODS})
    await stage.hear(entry, other)
    chosen = {"freight": "10", "freight_treatment_id": str(other.tax_treatment_id)}
    lines = [{"product_id": str(shop.pump), "quantity": "1"}]
    for asked, tax in (({"freight": "10"}, "19.70"), (chosen, "20.90")):
        shown = await shop.seller.client.post("/api/orders/price", json={"lines": lines} | asked)
        order = await shop.drafted(lines=lines, **asked)
        assert shown.json()["totals"] == order["totals"]
        assert order["totals"]["tax"] == tax
