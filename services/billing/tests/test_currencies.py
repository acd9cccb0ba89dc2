"""Accounting decides in which currencies new documents may be written."""

import pytest
from said import DAY, client, known

from chassis.testing import Person, Stage
from contracts.billing import CurrencyDisabled, CurrencyEnabled, currency_id
from contracts.catalog import ListedPrice, PriceBreak, PriceListIssued, PriceMode
from contracts.event import new_id

PATH = "/api/billing/currencies"


async def switched(who: Person, code: str, *, on: bool) -> set[str]:
    answer = await who.put(f"{PATH}/{code}", {"enabled": on})
    assert answer.status_code == 200, answer.text
    return {one["code"] for one in answer.json() if one["enabled"]}


async def test_a_currency_is_on_until_it_is_switched_off_and_others_hear_of_it(
    stage: Stage, accountant: Person
) -> None:
    assert "JPY" in await switched(accountant, "JPY", on=True)
    assert "JPY" in await switched(accountant, "JPY", on=True)
    assert "JPY" not in await switched(accountant, "JPY", on=False)
    assert "JPY" in await switched(accountant, "JPY", on=True)
    heard = await stage.said(CurrencyEnabled, currency_id=currency_id("JPY"))
    assert [one.currency for one in heard] == ["JPY", "JPY"]
    assert len(await stage.said(CurrencyDisabled, currency_id=currency_id("JPY"))) == 1


async def test_the_companys_own_currency_stays_on(accountant: Person) -> None:
    first = (await accountant.get(PATH)).json()[0]
    assert first == {"code": "EUR", "name": "Euro", "decimals": 2, "enabled": True, "own": True}
    await switched(accountant, "CHF", on=True)
    german = await accountant.get(PATH, headers={"Accept-Language": "de"})
    assert {one["code"]: one["name"] for one in german.json()}["CHF"] == "Schweizer Franken"
    answer = await accountant.put(f"{PATH}/EUR", {"enabled": False})
    assert answer.status_code == 409


@pytest.mark.parametrize("code", ["QQQ", "XAU", "eur"])
async def test_what_nobody_pays_with_cannot_be_switched_on(accountant: Person, code: str) -> None:
    answer = await accountant.put(f"{PATH}/{code}", {"enabled": True})
    assert answer.status_code == 422


async def test_only_accounting_keeps_the_register_and_everybody_reads_it(stage: Stage) -> None:
    seller = await stage.person("quotes.*")
    assert (await seller.put(f"{PATH}/GBP", {"enabled": True})).status_code == 403
    assert (await seller.get(PATH)).status_code == 200


async def test_a_price_list_from_before_the_register_switches_its_currency_on_once(
    stage: Stage, accountant: Person
) -> None:
    await stage.hear(price_list("SEK"), price_list("QQQ"))
    assert {"SEK"} == {one["code"] for one in (await accountant.get(PATH)).json()} & {"SEK", "QQQ"}
    await switched(accountant, "SEK", on=False)
    await stage.hear(price_list("SEK"))
    assert len(await stage.said(CurrencyEnabled, currency_id=currency_id("SEK"))) == 1


async def test_a_limit_is_set_in_a_currency_that_is_switched_on(stage: Stage, accountant: Person) -> None:
    buyer = client()
    await known(stage, buyer)
    body = {"limit": {"amount": "1000", "currency": "BHD"}}
    answer = await accountant.put(f"/api/billing/credit/{buyer.id}", body, version=0)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/limit/currency"
    assert "Currencies" in answer.json()["detail"]


def price_list(currency: str) -> PriceListIssued:
    price = ListedPrice(product_id=new_id(), breaks=(PriceBreak(min_quantity=0, unit_price=1),), floor=0)
    return PriceListIssued(
        price_list_id=new_id(),
        name=f"List in {currency}",
        currency=currency,
        valid_from=DAY,
        mode=PriceMode.FIXED,
        prices=(price,),
    )
