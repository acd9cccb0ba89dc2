"""The register of tax treatments: accounting says how freight is taxed, and one entry is the default."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Person, Stage
from contracts.billing import TaxTreatmentIssued, TaxTreatmentWithdrawn

PATH = "/api/billing/tax-treatments"


def treatment(**changes: Any) -> dict[str, Any]:
    fields = {"name": f"Reduced {uuid4().hex[:8]}", "method": "fixed", "rate": "0.07"}
    return fields | changes


async def entered(accountant: Person, **changes: Any) -> Any:
    answer = await accountant.post(PATH, treatment(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_new_company_taxes_freight_with_the_goods(stage: Stage) -> None:
    seller = await stage.person("quotes.write", scope="own")
    (row,) = (await seller.get(PATH, params={"name": "With the goods"})).json()["items"]
    assert (row["method"], row["rate"], row["withdrawn"]) == ("with-goods", None, False)
    issued = (await stage.said(TaxTreatmentIssued, name="With the goods"))[0]
    assert (issued.is_default, issued.rate, issued.text) == (True, None, "")


async def test_only_accounting_keeps_the_register(stage: Stage, accountant: Person) -> None:
    seller = await stage.person("quotes.write", "billing.read", "billing.terms", scope="own")
    assert (await seller.post(PATH, treatment())).status_code == 403
    entry = await entered(accountant)
    assert (await seller.put(f"{PATH}/{entry['id']}", treatment(), version=1)).status_code == 403
    assert (await seller.get(f"{PATH}/{entry['id']}")).json() == entry


async def test_a_treatment_is_issued_anew_and_withdrawn(stage: Stage, accountant: Person) -> None:
    entry = await entered(accountant)
    path = f"{PATH}/{entry['id']}"
    exempt = treatment(name=entry["name"], rate="0", text="Export outside the Union, § 4 no. 3 UStG")
    changed = (await accountant.put(path, exempt, version=1)).json()
    assert (changed["version"], changed["rate"], changed["text"]) == (2, "0", exempt["text"])
    assert (await accountant.put(path, exempt, version=2)).json()["version"] == 2
    assert (await accountant.post(f"{path}/withdraw", version=2)).json()["withdrawn"]
    refused = await accountant.put(path, exempt, version=3)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:saleswire:problem:treatment-withdrawn")
    said = await stage.said(TaxTreatmentIssued, 2, tax_treatment_id=UUID(entry["id"]))
    assert [str(each.rate) for each in said] == ["0.07", "0"]
    assert await stage.said(TaxTreatmentWithdrawn, tax_treatment_id=UUID(entry["id"]))


async def test_a_name_means_one_treatment(accountant: Person) -> None:
    entry = await entered(accountant)
    answer = await accountant.post(PATH, treatment(name=entry["name"].upper()))
    assert (answer.status_code, answer.json()["existing_id"]) == (409, entry["id"])


async def test_there_is_always_one_default_treatment(stage: Stage, accountant: Person) -> None:
    entry = await entered(accountant, is_default=True)
    listed = (await accountant.get(PATH, params={"is_default": "true"})).json()["items"]
    assert [row["id"] for row in listed] == [entry["id"]]
    assert not (await stage.said(TaxTreatmentIssued, 2, name="With the goods"))[-1].is_default
    path = f"{PATH}/{entry['id']}"
    assert (await accountant.post(f"{path}/withdraw", version=1)).status_code == 409
    assert (await accountant.put(path, treatment(name=entry["name"]), version=1)).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "pointer", "words"),
    [
        ({"rate": None}, "/rate", "Give the rate"),
        ({"method": "with-goods"}, "/rate", "each of the goods has its own"),
        ({"rate": "0"}, "/text", "Say why there is no tax"),
        ({"rate": "1.5"}, "/rate", "less than or equal to 1"),
        ({"method": "unknown"}, "/method", "with-goods"),
    ],
)
async def test_a_treatment_that_says_nothing_clear_is_refused(
    accountant: Person, wrong: dict[str, Any], pointer: str, words: str
) -> None:
    answer = await accountant.post(PATH, treatment(**wrong))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], words in error["detail"]) == (pointer, True)
