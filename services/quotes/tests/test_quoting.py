"""A seller's day with quotes, through the API, on real PostgreSQL and Kafka."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from company import Shop, client, price_list, product

from chassis.testing import Stage, body_of
from contracts.billing import CurrencyDisabled, CurrencyEnabled, currency_id
from contracts.catalog import ListedPrice, PriceBreak, PriceListIssued, PriceMode, UnitDefined, unit_id
from contracts.crm import PartyRevised
from contracts.event import new_id
from contracts.quotes import QUOTE, QuoteAccepted, QuoteDeclined, QuoteExpired, QuoteRevised


async def drafted(shop: Shop, **changes: object) -> Any:
    answer = await shop.seller.post("/api/quotes", shop.quote(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def sent(shop: Shop, **changes: object) -> Any:
    quote = await drafted(shop, **changes)
    answer = await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=1)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.feature("PH-DV-03", "PH-Q-11")
async def test_a_quote_is_priced_by_the_list_in_force(shop: Shop) -> None:
    quote = await drafted(shop)
    assert quote["number"].startswith("Q-")
    assert quote["status"] == "draft"
    assert quote["totals"] == {
        "net": "300.00",
        "freight": "0.00",
        "tax": "75.00",
        "gross": "375.00",
        "currency": "EUR",
        "rounding": "0",
        "policy": "goods",
        "freight_tax": None,
    }
    assert quote["decisions"][0]["rule"] == "list"
    assert quote["lead_time_days"] == 14


@pytest.mark.feature("PH-DV-18")
async def test_from_ten_on_the_break_applies(shop: Shop) -> None:
    quote = await drafted(shop, lines=[{"product_id": str(shop.sensor), "quantity": "10"}])
    assert quote["totals"]["net"] == "900.00"
    assert quote["decisions"][0]["rule"] == "quantity-break"


async def test_an_accepted_quote_is_said_once_with_all_that_an_order_needs(stage: Stage, shop: Shop) -> None:
    quote = await sent(shop)
    answer = await shop.seller.post(f"/api/quotes/{quote['id']}/accept", version=2)
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v3"'
    assert answer.headers["saleswire-version"] == f"quote/{quote['id']}/3"
    event = (await stage.said(QuoteAccepted, quote_id=UUID(quote["id"])))[0]
    assert [str(line.net) for line in event.lines] == ["300.00"]
    assert event.client.name == "Norrland Skog AB"


async def test_its_events_reach_the_topic_in_order_with_their_headers(stage: Stage, shop: Shop) -> None:
    quote = await sent(shop)
    await stage.settled()
    count = len([m for m in await stage.everything_said() if m.stream is QUOTE])
    records = [
        record for record in await stage.on_topic(QUOTE.topic, count) if record.key == quote["id"].encode()
    ]
    headers = [dict(record.headers) for record in records]
    assert [h["ce_type"] for h in headers] == [b"sales.quote.drafted.v1", b"sales.quote.sent.v1"]
    assert [h["sequence"] for h in headers] == [b"1", b"2"]
    assert {h["correlationid"].decode() for h in headers} == {quote["id"]}
    assert {h["actor"].decode() for h in headers} == {str(shop.seller.id)}
    assert body_of(records[0])["number"] == quote["number"]


async def test_a_decided_quote_cannot_be_decided_again(shop: Shop) -> None:
    quote = await sent(shop)
    await shop.seller.post(f"/api/quotes/{quote['id']}/accept", version=2)
    again = await shop.seller.post(f"/api/quotes/{quote['id']}/decline", {"reason": "too late"}, version=3)
    assert again.status_code == 409
    assert again.json()["type"] == "urn:saleswire:problem:quote-accepted"


async def test_a_stale_change_gets_the_quote_as_it_stands(shop: Shop) -> None:
    quote = await sent(shop)
    answer = await shop.seller.post(f"/api/quotes/{quote['id']}/accept", version=1)
    assert answer.status_code == 412
    assert answer.json()["current"]["status"] == "sent"


@pytest.mark.feature("FO-F-01")
async def test_a_revision_must_be_sent_again_and_the_earlier_one_stays_readable(
    stage: Stage, shop: Shop
) -> None:
    quote = await sent(shop)
    path = f"/api/quotes/{quote['id']}"
    assert (await shop.seller.post(f"{path}/revise", version=2)).json()["revision"] == 2
    assert (await shop.seller.post(f"{path}/accept", version=3)).status_code == 409
    lines = [{"product_id": str(shop.sensor), "quantity": "4"}]
    assert (await shop.seller.patch(path, {"lines": lines}, version=3)).json()["totals"]["net"] == "400.00"
    assert (await shop.seller.post(f"{path}/send", version=4)).status_code == 200
    earlier = (await shop.seller.get(f"{path}/revisions")).json()
    assert [(each["revision"], each["content"]["totals"]["net"]) for each in earlier] == [(1, "300.00")]
    assert len(await stage.said(QuoteRevised, quote_id=UUID(quote["id"]))) == 1


async def test_any_two_revisions_can_be_read_whole(shop: Shop) -> None:
    quote = await sent(shop, project="Mill")
    path = f"/api/quotes/{quote['id']}"
    await shop.seller.post(f"{path}/revise", version=2)
    lines = [{"product_id": str(shop.sensor), "quantity": "4"}]
    await shop.seller.patch(path, {"lines": lines, "project": "Second mill"}, version=3)
    first, second = [(await shop.seller.get(f"{path}/revisions/{number}")).json() for number in (1, 2)]
    assert (first["current"], second["current"], second["replaced_at"]) == (False, True, None)
    for revision, quantity, project in ((first, "3", "Mill"), (second, "4", "Second mill")):
        (line,) = revision["content"]["lines"]
        assert (line["quantity"]["value"], revision["content"]["project"]) == (quantity, project)
    assert (await shop.seller.get(f"{path}/revisions")).json() == [first]
    assert (await shop.seller.get(f"{path}/revisions/3")).status_code == 404


@pytest.mark.feature("FO-F-02")
async def test_why_a_deal_was_lost_is_the_leaders_alone(stage: Stage, shop: Shop) -> None:
    quote = await sent(shop)
    path = f"/api/quotes/{quote['id']}"
    declined = await shop.seller.post(f"{path}/decline", {"reason": "a cheaper offer"}, version=2)
    assert declined.json()["lost_reason"] is None
    leader = await stage.person("quotes.read", "lost.read")
    assert (await leader.get(path)).json()["lost_reason"] == "a cheaper offer"
    administrator = await stage.person("*")
    assert (await administrator.get(path)).json()["lost_reason"] is None
    event = (await stage.said(QuoteDeclined, quote_id=UUID(quote["id"])))[0]
    assert "cheaper" not in event.written()


async def test_a_quote_expires_after_its_last_day_when_nobody_answered(stage: Stage, shop: Shop) -> None:
    today = datetime.now(UTC).date()
    quote = await sent(shop, valid_until=str(today + timedelta(days=3)))
    await stage.execute(
        "UPDATE quote SET quoted_on = quoted_on - 30, valid_until = $2 WHERE id = $1",
        UUID(quote["id"]),
        today - timedelta(days=2),
    )
    await stage.execute("UPDATE timer SET due_at = now() WHERE subject_id = $1", UUID(quote["id"]))
    await stage.said(QuoteExpired, quote_id=UUID(quote["id"]))
    assert (await shop.seller.get(f"/api/quotes/{quote['id']}")).json()["status"] == "expired"


async def test_the_timer_never_touches_a_decided_quote(stage: Stage, shop: Shop) -> None:
    quote = await sent(shop)
    await shop.seller.post(f"/api/quotes/{quote['id']}/accept", version=2)
    timers = await stage.rows("SELECT * FROM timer WHERE subject_id = $1", UUID(quote["id"]))
    assert timers == []


@pytest.mark.feature("PH-Q-09")
async def test_a_backdated_quote_is_priced_then_and_needs_a_permission(stage: Stage, shop: Shop) -> None:
    refused = await shop.seller.post("/api/quotes", shop.quote(quoted_on="2021-05-04"))
    assert refused.status_code == 403
    importer = await stage.person("quotes.*", "backdate")
    answer = await importer.post("/api/quotes", shop.quote(quoted_on="2021-05-04"))
    assert answer.json()["quoted_on"] == answer.json()["decisions"][0]["priced_on"] == "2021-05-04"
    assert answer.json()["valid_until"] == str(date(2021, 5, 4) + timedelta(days=30))
    assert (await importer.post("/api/quotes", shop.quote(quoted_on="2019-05-04"))).status_code == 422


async def test_no_step_of_a_quote_is_dated_before_the_one_that_it_follows(stage: Stage, shop: Shop) -> None:
    importer = await stage.person("quotes.*", "backdate")
    quote = (await importer.post("/api/quotes", shop.quote(quoted_on="2021-05-04"))).json()
    path = f"/api/quotes/{quote['id']}"

    async def step(name: str, on: str, version: int, **more: str) -> Any:
        return await importer.post(f"{path}/{name}", {"on": on} | more, version=version)

    early = await step("send", "2021-05-03", 1)
    assert (early.status_code, early.json()["type"]) == (422, "urn:saleswire:problem:dates")
    assert (await step("send", "2021-05-06", 1)).status_code == 200
    for decision in ("accept", "decline"):
        early = await step(decision, "2021-05-05", 2, **({"reason": "dear"} if decision == "decline" else {}))
        assert (early.status_code, early.json()["type"]) == (422, "urn:saleswire:problem:dates")
    assert (await step("accept", "2021-05-06", 2)).json()["decided_on"] == "2021-05-06"


@pytest.mark.parametrize("day", ["9999-12-31", "1989-12-31"])
async def test_no_quote_holds_until_an_impossible_day(shop: Shop, day: str) -> None:
    refused = await shop.seller.post("/api/quotes", shop.quote(valid_until=day))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/valid_until")


async def test_an_option_needs_a_device_that_it_fits(shop: Shop) -> None:
    alone = [{"product_id": str(shop.bracket), "quantity": "1"}]
    refused = await shop.seller.post("/api/quotes", shop.quote(lines=alone))
    assert refused.json()["type"] == "urn:saleswire:problem:option-does-not-fit"
    together = [*alone, {"product_id": str(shop.sensor), "quantity": "1"}]
    assert (await drafted(shop, lines=together))["totals"]["net"] == "200.00"


async def test_another_sellers_quote_does_not_exist_for_me(stage: Stage, shop: Shop) -> None:
    quote = await drafted(shop)
    colleague = await stage.person("quotes.*", scope="own")
    assert (await colleague.get(f"/api/quotes/{quote['id']}")).status_code == 404
    assert (await colleague.post(f"/api/quotes/{quote['id']}/send", version=1)).status_code == 404
    listed = (await colleague.get("/api/quotes")).json()["items"]
    assert quote["id"] not in [each["id"] for each in listed]


async def test_nobody_quotes_a_client_out_of_reach(stage: Stage, shop: Shop) -> None:
    for scope, territories in (("own", ()), ("territory", ("Italy",))):
        stranger = await stage.person("quotes.*", scope=scope, territories=territories)
        answer = await stranger.post("/api/quotes", shop.quote())
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:saleswire:problem:unknown-client")
        assert "Norrland" not in answer.text
    neighbour = await stage.person("quotes.*", scope="territory", territories=["Sweden"])
    assert (await neighbour.post("/api/quotes", shop.quote())).status_code == 201


@pytest.mark.feature("FO-P-04", "PH-Q-03", "PH-Q-07")
async def test_the_list_filters_sorts_and_sums(shop: Shop) -> None:
    project = f"Sawmill {new_id()}"
    small = await drafted(shop, project=project, external_ref="LIST-1")
    ten = [{"product_id": str(shop.sensor), "quantity": "10"}]
    large = await sent(shop, project=project, external_ref="LIST-2", lines=ten)
    assert small["number"] != large["number"]

    async def asked(path: str = "", **more: str) -> Any:
        return (await shop.seller.get(f"/api/quotes{path}", params={"project": project} | more)).json()

    async def numbers(**more: str) -> list[Any]:
        return [row["number"] for row in (await asked(**more))["items"]]

    both = [small["number"], large["number"]]
    assert await numbers() == await numbers(sort="-net") == both[::-1]
    assert await numbers(sort="number") == await numbers(sort="net", status="draft,sent") == both
    assert await numbers(external_ref="LIST-1") == await numbers(status="draft") == both[:1]
    assert await numbers(external_ref="LIST-3") == await numbers(status="declined") == []
    row = (await asked(external_ref="LIST-2"))["items"][0]
    shown = {"client_name": "Norrland Skog AB", "quoted_on": large["quoted_on"], "status": "sent"}
    assert {name: row[name] for name in shown} == shown
    for more, count, net, gross in (
        ({}, 2, "1200.00", "1500.00"),
        ({"status": "draft"}, 1, "300.00", "375.00"),
    ):
        sums = {
            name: [{"amount": each, "currency": "EUR"}] for name, each in (("net", net), ("gross", gross))
        }
        assert await asked("/totals", **more) == {"count": count, "sums": sums}
    assert (await shop.seller.get("/api/quotes", params={"colour": "blue"})).status_code == 400


@pytest.mark.feature("QU-G-02")
async def test_quotes_with_clients_are_listed_until_they_are_decided(shop: Shop) -> None:
    project = f"Weir {new_id()}"
    await drafted(shop, project=project)
    won, lost, changed, open_one = [await sent(shop, project=project) for _ in range(4)]

    async def waiting() -> list[Any]:
        asked = {"project": project, "status": "sent"}
        found = (await shop.seller.get("/api/quotes", params=asked | {"sort": "number"})).json()["items"]
        counted = await shop.seller.get("/api/quotes/totals", params=asked)
        assert counted.json()["count"] == len(found)
        return [row["id"] for row in found]

    ids = [each["id"] for each in (won, lost, changed, open_one)]
    assert await waiting() == ids
    for quote, step, body in (
        (won, "accept", None), (lost, "decline", {"reason": "too dear"}), (changed, "revise", None),
    ):  # fmt: skip
        answer = await shop.seller.post(f"/api/quotes/{quote['id']}/{step}", body, version=2)
        assert answer.status_code == 200, answer.text
        ids.remove(quote["id"])
        assert await waiting() == ids


@pytest.mark.feature("PH-Q-06")
async def test_a_quote_is_created_reviewed_changed_and_managed_to_its_end(shop: Shop) -> None:
    quote = await drafted(shop, project="Gate", description="Three sensors")
    path = f"/api/quotes/{quote['id']}"

    async def done(step: str, version: int, **body: str) -> Any:
        answer = await shop.seller.post(f"{path}/{step}", body, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert (await shop.seller.get(path)).json() == quote
    lines = [{"line_id": quote["lines"][0]["line_id"], "quantity": "4", "discount": "0.05"}]
    edit = {"lines": lines, "project": "Second gate"}
    edited = (await shop.seller.patch(path, edit, version=1)).json()
    assert (edited["project"], edited["description"]) == ("Second gate", "Three sensors")
    assert edited["totals"]["net"] == "380.00"
    await done("send", 2)
    assert (await shop.seller.patch(path, {"project": "Third"}, version=3)).status_code == 409
    await done("decline", 3, reason="too many")
    await done("revise", 4)
    fewer = {"lines": [{"product_id": str(shop.sensor), "quantity": "2"}]}
    assert (await shop.seller.patch(path, fewer, version=5)).status_code == 200
    await done("send", 6)
    revisions = [(await shop.seller.get(f"{path}/revisions/{number}")).json() for number in (1, 2)]
    assert [each["content"]["totals"]["net"] for each in revisions] == ["380.00", "200.00"]
    assert (await done("accept", 7))["status"] == "accepted"
    assert (await shop.seller.patch(path, {"project": "Third"}, version=8)).status_code == 409


async def test_a_quote_is_written_in_a_currency_that_is_switched_on(stage: Stage, shop: Shop) -> None:
    refused = await shop.seller.post("/api/quotes", shop.quote(currency="TND"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/currency"
    assert "use EUR" in refused.json()["detail"]
    currency = {"currency_id": currency_id("TND"), "currency": "TND"}
    await stage.hear(CurrencyEnabled(**currency), dinars(shop))
    drafted = await shop.seller.post("/api/quotes", shop.quote(currency="TND"))
    assert drafted.json()["totals"]["net"] == "100.005"
    await stage.hear(CurrencyDisabled(**currency))
    assert (await shop.seller.post("/api/quotes", shop.quote(currency="TND"))).status_code == 422
    assert (await shop.seller.get(f"/api/quotes/{drafted.json()['id']}")).status_code == 200


def dinars(shop: Shop) -> PriceListIssued:
    """The sensor at a price whose triple has three decimals."""
    step = PriceBreak(min_quantity=Decimal(0), unit_price=Decimal("33.335"))
    return PriceListIssued(
        price_list_id=new_id(),
        name="Dinars",
        currency="TND",
        valid_from=date(2026, 1, 1),
        mode=PriceMode.FIXED,
        prices=(ListedPrice(product_id=shop.sensor, breaks=(step,), floor=Decimal(0)),),
    )


@pytest.mark.parametrize("quantity", ["1.5", "0.25", "2.0001"])
async def test_nobody_is_quoted_half_a_piece(shop: Shop, quantity: str) -> None:
    line = {"product_id": str(shop.sensor), "quantity": quantity}
    refused = await shop.seller.post("/api/quotes", shop.quote(lines=[line]))
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("quantity-decimals")
    assert refused.json()["errors"][0]["pointer"] == "/lines/0/quantity"
    assert "whole numbers" in refused.json()["detail"]
    ahead = await shop.seller.post("/api/quotes/price", shop.quote(lines=[line]))
    assert ahead.json()["lines"][0]["problems"][0]["pointer"] == "/lines/0/quantity"


async def test_a_unit_has_the_decimals_that_catalog_defines(stage: Stage, shop: Shop) -> None:
    oil = product("OIL-1").model_copy(update={"unit": "cask"})
    await stage.hear(UnitDefined(unit_id=unit_id("cask"), unit="cask", name="cask", decimals=1), oil)
    await stage.hear(price_list(oil))
    answers = [
        await shop.seller.post(
            "/api/quotes", shop.quote(lines=[{"product_id": str(oil.product_id), "quantity": q}])
        )
        for q in ("1.5", "1.25")
    ]
    assert [one.status_code for one in answers] == [201, 422]


@pytest.mark.feature("PH-Q-08")
async def test_a_draft_takes_the_clients_present_name_and_what_was_sent_keeps_its_own(
    stage: Stage, shop: Shop
) -> None:
    known = client("Old Works", owner_id=shop.seller.id)
    await stage.hear(known)
    draft, offer = (
        await drafted(shop, client_id=str(known.party_id)),
        await sent(shop, client_id=str(known.party_id)),
    )
    await stage.hear(PartyRevised(**known.model_dump() | {"name": "New Works"}))
    path = f"/api/quotes/{draft['id']}"
    assert (await shop.seller.get(path)).json()["client"]["name"] == "New Works"
    assert (await shop.seller.post(f"{path}/send", version=1)).json()["client"]["name"] == "New Works"
    assert (await shop.seller.get(f"/api/quotes/{offer['id']}")).json()["client"]["name"] == "Old Works"
    for words in ("Old Works", "New Works"):
        found = (await shop.seller.get("/api/quotes", params={"q": words})).json()["items"]
        assert offer["id"] in [each["id"] for each in found]


async def test_a_quote_asks_early_for_what_its_order_will_need(shop: Shop) -> None:
    quote = await sent(shop, project="Mill")
    assert quote["missing"] == ["description"]
    full = await sent(shop, project="Mill", description="Three sensors")
    assert full["missing"] == []


async def test_a_client_that_is_on_its_way_is_waited_for(stage: Stage, shop: Shop) -> None:
    newcomer = client("Just made", owner_id=shop.seller.id)
    asking = asyncio.create_task(
        shop.seller.post("/api/quotes", shop.quote(client_id=str(newcomer.party_id)))
    )
    await asyncio.sleep(0.3)
    assert not asking.done()
    await stage.hear(newcomer)
    assert (await asking).status_code == 201


async def test_an_id_that_was_made_just_now_is_not_known_yet_and_an_older_one_does_not_exist(
    shop: Shop,
) -> None:
    young = await shop.seller.post("/api/quotes", shop.quote(client_id=str(new_id())))
    assert (young.status_code, young.json()["type"]) == (409, "urn:saleswire:problem:not-known-yet")
    assert young.headers["retry-after"] == "1"
    for gone in ("018f0000-0000-7000-8000-000000000000", str(uuid4())):
        answer = await shop.seller.post("/api/quotes", shop.quote(client_id=gone))
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:saleswire:problem:unknown-client")
        assert "first" not in answer.json()["detail"]


async def test_a_quote_waits_for_what_its_writer_has_just_done(stage: Stage, shop: Shop) -> None:
    ahead = {"Wait-For": f"party/{shop.client_id}/99"}
    answer = await shop.seller.post("/api/quotes", shop.quote(), **ahead)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:saleswire:problem:not-yet")
    heard = {"Wait-For": f"party/{shop.client_id}/1"}
    assert (await shop.seller.post("/api/quotes", shop.quote(), **heard)).status_code == 201


async def test_a_refusal_speaks_the_language_that_is_asked_for(shop: Shop) -> None:
    quote = await sent(shop)
    german = {"Accept-Language": "de-DE,de;q=0.9"}
    again = await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=2, **german)
    assert again.json()["detail"] == (
        f"Angebot {quote['number']} hat den Status „Gesendet“; "
        "nur mit dem Status „Entwurf“ kann es gesendet werden."
    )
    again = await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=2)
    assert (
        again.json()["detail"] == f"Quote {quote['number']} is sent; only a quote that is draft can be sent."
    )
    export = await shop.seller.get("/api/quotes/export.csv?cols=number,status,net", headers=german)
    assert export.text.splitlines()[0].lstrip("\ufeff").startswith("Nummer,Status,Netto")
