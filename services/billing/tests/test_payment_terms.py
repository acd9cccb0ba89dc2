"""The register of payment terms: accounting keeps it, everybody reads it, one of them is the default."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Person, Stage
from contracts.billing import PaymentTermsIssued, PaymentTermsWithdrawn

PATH = "/api/billing/payment-terms"


def terms(**changes: Any) -> dict[str, Any]:
    return {"name": f"45 days {uuid4().hex[:8]}", "due": {"net_days": 45}} | changes


async def entered(accountant: Person, **changes: Any) -> Any:
    answer = await accountant.post(PATH, terms(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_new_company_finds_customary_terms_and_one_of_them_is_the_default(stage: Stage) -> None:
    seller = await stage.person("quotes.write", scope="own")
    listed = (await seller.get(PATH, params={"withdrawn": "false"})).json()["items"]
    days = {row["name"]: row["net_days"] for row in listed}
    assert days["14 days 2 %, 30 days net"] == 30
    assert days["50 % in advance, rest 14 days"] == 14
    assert days["Due on receipt"] == 0
    assert [row["name"] for row in listed if row["is_default"]] == ["30 days net"]
    issued = (await stage.said(PaymentTermsIssued, name="30 days net"))[0]
    assert (issued.aliases, issued.due.net_days) == (("30 days", "net 30", "net 30 days"), 30)


async def test_only_accounting_keeps_the_register(stage: Stage, accountant: Person) -> None:
    seller = await stage.person("quotes.write", "billing.read", scope="own")
    assert (await seller.post(PATH, terms())).status_code == 403
    entry = await entered(accountant)
    assert (await seller.put(f"{PATH}/{entry['id']}", terms(), version=1)).status_code == 403


async def test_terms_are_issued_anew_and_withdrawn(stage: Stage, accountant: Person) -> None:
    entry = await entered(accountant)
    assert entry["text"] == entry["name"]
    path = f"{PATH}/{entry['id']}"
    changed = terms(name=entry["name"], text="Payable within 50 days", due={"net_days": 50})
    assert (await accountant.put(path, changed, version=1)).json()["version"] == 2
    assert (await accountant.put(path, changed, version=2)).json()["version"] == 2
    assert (await accountant.post(f"{path}/withdraw", version=2)).json()["withdrawn"]
    assert (await accountant.put(path, changed, version=3)).status_code == 409
    said = await stage.said(PaymentTermsIssued, 2, payment_terms_id=UUID(entry["id"]))
    assert [each.due.net_days for each in said] == [45, 50]
    assert await stage.said(PaymentTermsWithdrawn, payment_terms_id=UUID(entry["id"]))


async def test_a_name_means_one_entry_whatever_its_case_and_blanks(accountant: Person) -> None:
    entry = await entered(accountant, aliases=[f"Quarter {uuid4().hex[:8]}"])
    for name in (entry["name"].upper(), f"  {entry['aliases'][0]}\u00a0"):
        answer = await accountant.post(PATH, terms(name=name))
        assert (answer.status_code, answer.json()["existing_id"]) == (409, entry["id"])


async def test_there_is_always_one_default(stage: Stage, accountant: Person) -> None:
    entry = await entered(accountant, is_default=True)
    listed = (await accountant.get(PATH, params={"is_default": "true"})).json()["items"]
    assert [row["id"] for row in listed] == [entry["id"]]
    earlier = (await stage.said(PaymentTermsIssued, 2, name="30 days net"))[-1]
    assert not earlier.is_default
    path = f"{PATH}/{entry['id']}"
    assert (await accountant.post(f"{path}/withdraw", version=1)).status_code == 409
    assert (await accountant.put(path, terms(name=entry["name"]), version=1)).status_code == 422


@pytest.mark.parametrize(
    ("due", "pointer", "words"),
    [
        (
            {"net_days": 10, "discount_days": 14, "discount_rate": "0.02"},
            "discount_days",
            "ends no later",
        ),
        (
            {"net_days": 14, "instalments": [{"share": "0.5", "net_days": 14}]},
            "instalments",
            "add up to",
        ),
        ({"net_days": 30, "instalments": [{"share": "1", "net_days": 14}]}, "instalments", "last instalment"),
        ({"net_days": 4000}, "net_days", "less than or equal to 3650"),
    ],
)
async def test_a_rule_that_does_not_fit_together_is_refused(
    accountant: Person, due: Any, pointer: str, words: str
) -> None:
    answer = await accountant.post(PATH, terms(due=due))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], words in error["detail"]) == (f"/due/{pointer}", True)
