"""How a quote's freight is taxed: with the goods that it brings, and as before until the draft changes."""

import io
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from company import Shop, price_list, product
from pypdf import PdfReader

from chassis.testing import Stage
from contracts.billing import TaxMethod, TaxTreatmentIssued, TaxTreatmentWithdrawn
from contracts.event import new_id
from contracts.quotes import QuoteAccepted
from contracts.values import ItemKind


def treatment(rate: str | None = None, **fields: Any) -> TaxTreatmentIssued:
    return TaxTreatmentIssued(
        tax_treatment_id=new_id(),
        name=f"Treatment {uuid4().hex[:6]}",
        text="" if rate is None else f"Freight at {rate}",
        method=TaxMethod.WITH_GOODS if rate is None else TaxMethod.FIXED,
        rate=None if rate is None else Decimal(rate),
        **fields,
    )


@pytest.fixture
async def register(stage: Stage) -> list[TaxTreatmentIssued]:
    """With the goods by default, an exemption, and a reduced rate."""
    await stage.execute("DELETE FROM tax_treatment_copy")
    entries = [treatment(is_default=True), treatment("0"), treatment("0.06")]
    await stage.hear(*entries)
    return entries


async def test_services_carry_no_freight_in_the_preview_and_on_the_quote(stage: Stage, shop: Shop) -> None:
    advice = product("A-1", ItemKind.SERVICE).model_copy(update={"tax_rate": Decimal("0.06")})
    await stage.hear(advice, price_list(advice))
    lines = [{"product_id": str(id), "quantity": "1"} for id in (shop.sensor, advice.product_id)]
    shown = await shop.seller.client.post("/api/quotes/price", json={"lines": lines, "freight": "10"})
    quote = await shop.seller.post("/api/quotes", shop.quote(lines=lines, freight="10"))
    taxes = [(tax["tax_rate"], tax["net"], tax["tax"]) for tax in shown.json()["taxes"]]
    assert taxes == [("0.06", "100.00", "6.00"), ("0.25", "110.00", "27.50")]
    assert shown.json()["totals"] == quote.json()["totals"]


async def test_a_draft_from_before_is_taxed_so_until_its_freight_changes(stage: Stage, shop: Shop) -> None:
    quote = (await shop.seller.post("/api/quotes", shop.quote(freight="10"))).json()
    row = """UPDATE quote SET totals = totals || '{"policy": "with-goods"}' WHERE id = $1"""
    await stage.execute(row, UUID(quote["id"]))
    policies = []
    for version, change in enumerate(({"project": "Quay"}, {"freight": "10.00"}, {"freight": "20"}), start=1):
        answer = await shop.seller.patch(f"/api/quotes/{quote['id']}", change, version=version)
        policies.append(answer.json()["totals"]["policy"])
    assert policies == ["with-goods", "with-goods", "goods"]


async def test_a_quote_begins_with_the_companys_treatment_and_keeps_what_is_chosen(
    stage: Stage, shop: Shop, register: list[TaxTreatmentIssued]
) -> None:
    default, exempt, reduced = register
    quote = (await shop.seller.post("/api/quotes", shop.quote(freight="10"))).json()
    assert quote["totals"]["freight_tax"] == {
        "treatment_id": str(default.tax_treatment_id), "rate": None, "text": ""
    }  # fmt: skip
    assert quote["totals"]["tax"] == "77.50"
    path, taxes = f"/api/quotes/{quote['id']}", []
    changes: tuple[dict[str, Any], ...] = (
        {"freight_treatment_id": str(exempt.tax_treatment_id)},
        {"project": "Quay"},
        {"freight": "20"},
        {"freight_treatment_id": str(reduced.tax_treatment_id)},
        {"freight_treatment_id": None},
        {"freight_treatment_id": str(exempt.tax_treatment_id), "freight": "10"},
    )
    for version, change in enumerate(changes, start=1):
        answer = await shop.seller.patch(path, change, version=version)
        taxes.append(answer.json()["totals"]["tax"])
    assert taxes == ["75.00", "75.00", "75.00", "76.20", "80.00", "75.00"]
    await stage.hear(TaxTreatmentWithdrawn(tax_treatment_id=exempt.tax_treatment_id))
    again = {"freight": "11", "freight_treatment_id": str(exempt.tax_treatment_id)}
    version = (await shop.seller.patch(path, again, version=7)).json()["version"]
    await shop.seller.post(f"{path}/send", version=version)
    await shop.seller.post(f"{path}/accept", version=version + 1)
    printed = (await shop.seller.get(f"{path}/pdf")).content
    paper = "".join(each.extract_text() for each in PdfReader(io.BytesIO(printed)).pages)
    assert ("Freight, taxed at 0 %" in paper, "Freight at 0" in paper) == (True, True)
    (accepted,) = await stage.said(QuoteAccepted, quote_id=UUID(quote["id"]))
    assert accepted.totals.freight_tax is not None
    assert (accepted.totals.freight_tax.rate, accepted.totals.freight_tax.text) == (0, "Freight at 0")


async def test_the_preview_taxes_freight_as_the_quote_would(
    shop: Shop, register: list[TaxTreatmentIssued]
) -> None:
    lines = [{"product_id": str(shop.sensor), "quantity": "1"}]
    chosen = {"freight": "10", "freight_treatment_id": str(register[2].tax_treatment_id)}
    shown = (await shop.seller.client.post("/api/quotes/price", json={"lines": lines} | chosen)).json()
    quote = (await shop.seller.post("/api/quotes", shop.quote(lines=lines, **chosen))).json()
    assert shown["totals"] == quote["totals"]
    assert [(tax["tax_rate"], tax["net"], tax["tax"]) for tax in shown["taxes"]] == [
        ("0.06", "10.00", "0.60"),
        ("0.25", "100.00", "25.00"),
    ]
    asked = {"quote_id": quote["id"], "lines": [{"line_id": quote["lines"][0]["line_id"]}]}
    assert (await shop.seller.client.post("/api/quotes/price", json=asked)).json()["totals"] == quote[
        "totals"
    ]


async def test_while_the_default_passes_on_nothing_is_taxed_by_neither(
    stage: Stage, shop: Shop, register: list[TaxTreatmentIssued]
) -> None:
    default, _, reduced = register
    await stage.hear(default.model_copy(update={"is_default": False}))
    answer = await shop.seller.post("/api/quotes", shop.quote(freight="10"))
    assert (answer.status_code, "Repeat this" in answer.json()["detail"]) == (503, True)
    await stage.hear(reduced.model_copy(update={"is_default": True}))
    quote = (await shop.seller.post("/api/quotes", shop.quote(freight="10"))).json()
    assert quote["totals"]["freight_tax"]["treatment_id"] == str(reduced.tax_treatment_id)


async def test_a_treatment_that_nobody_issued_is_refused_with_those_that_may_be_chosen(
    stage: Stage, shop: Shop, register: list[TaxTreatmentIssued]
) -> None:
    asked = shop.quote(freight_treatment_id=str(uuid4()))
    answer = await shop.seller.post("/api/quotes", asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/freight_treatment_id")
    assert all(entry.name in answer.json()["detail"] for entry in register)
    young = await shop.seller.post("/api/quotes", shop.quote(freight_treatment_id=str(new_id())))
    assert (young.status_code, young.headers["retry-after"]) == (409, "1")
    await stage.execute("DELETE FROM tax_treatment_copy")
    assert (await shop.seller.post("/api/quotes", asked)).status_code == 503
    plain = await shop.seller.post("/api/quotes", shop.quote())
    assert plain.json()["totals"]["freight_tax"] is None
