"""People are told what others did to their documents, and what they read stays read."""

from datetime import date
from typing import Any

from deal import Deal, client, product

from chassis.testing import Person, Stage
from contracts.event import Event, new_id
from contracts.orders import ShipDateMoved, SlipCause

SENSOR, CLIENT = product("Sensor", "Sensors"), client("Norrland Skog AB", "Sweden")


def deal(person: Person) -> Deal:
    return Deal(CLIENT, [(SENSOR, 1, "100")], date(2025, 5, 6), person.id)


async def others(stage: Stage, sale: Deal, *events: Event) -> None:
    await stage.hear(*events, correlation_id=sale.quote_id, actor=new_id())


async def page(person: Person, **asked: str) -> Any:
    answer = await person.get("/api/reports/notices", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def read(person: Person, up_to: str | None = None) -> Any:
    answer = await person.client.post("/api/reports/notices/read", json={"up_to": up_to})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def told(stage: Stage) -> Person:
    """Somebody whose order went from the accepted quote to the payment by the hands of others."""
    person = await stage.person("trace.read", scope="own")
    sale = deal(person)
    await stage.hear(SENSOR, CLIENT)
    await others(
        stage, sale, sale.drafted_quote(), sale.sent(), sale.accepted(), sale.drafted(), sale.placed()
    )
    await others(stage, sale, sale.held(), sale.cleared(), sale.released(), sale.shipped(), sale.triggered())
    await others(stage, sale, sale.invoiced(), sale.paid(), sale.closed())
    return person


async def test_the_owner_is_told_of_each_step_that_others_took(stage: Stage) -> None:
    person = await told(stage)
    found = await page(person)
    assert {each["kind"] for each in found["items"]} == {
        "quote-accepted", "order-held", "order-cleared", "order-released", "order-shipped", "order-invoiced",
        "invoice-paid", "order-closed",
    }  # fmt: skip
    assert found["unread"] == 8
    accepted = next(each for each in found["items"] if each["kind"] == "quote-accepted")
    assert (accepted["number"], accepted["document_kind"]) == ("Q-1", "quote")
    assert accepted["words"] == {"amount": "100.00", "currency": "EUR"}
    assert accepted["client_name"] == "Norrland Skog AB"


async def test_the_owner_hears_that_the_ship_date_moved_and_why(stage: Stage) -> None:
    person = await stage.person("trace.read", scope="own")
    sale = deal(person)
    await others(stage, sale, sale.drafted_quote(), sale.accepted(), sale.drafted(), sale.placed())
    moved = ShipDateMoved(
        order_id=sale.order_id,
        previous=None,
        estimated_ship_date=date(2025, 7, 1),
        cause=SlipCause.SUPPLIER,
    )
    await others(stage, sale, moved)
    (told,) = [each for each in (await page(person))["items"] if each["kind"] == "ship-date-moved"]
    assert (told["document_kind"], told["words"]) == ("order", {"to": "2025-07-01", "cause": "supplier"})


async def test_the_owner_hears_that_a_service_was_performed(stage: Stage) -> None:
    person = await stage.person("trace.read", scope="own")
    sale = deal(person)
    done = sale.did(sale.service(sale.lines[0]), 1, 0)
    await others(stage, sale, sale.drafted(), sale.performed(done, complete=True))
    (told,) = (await page(person))["items"]
    assert (told["kind"], told["number"], told["words"]) == ("order-performed", "SO-1", {"complete": True})


async def test_nobody_is_told_what_they_did_themselves(stage: Stage) -> None:
    person = await stage.person("trace.read", scope="own")
    sale = deal(person)
    mine = (sale.drafted_quote(), sale.sent(), sale.accepted())
    await stage.hear(*mine, correlation_id=sale.quote_id, actor=person.id)
    assert (await page(person))["items"] == []


async def test_notices_come_page_by_page_and_are_read_up_to_one(stage: Stage) -> None:
    person = await told(stage)
    first = await page(person, limit="3")
    second = await page(person, limit="3", before=first["next"])
    third = await page(person, limit="3", before=second["next"])
    ids = [each["id"] for part in (first, second, third) for each in part["items"]]
    assert len(set(ids)) == 8
    assert third["next"] is None
    assert (await read(person, ids[5])) == {"unread": 5}
    assert [each["id"] for each in (await page(person, unread="true"))["items"]] == ids[:5]
    assert (await read(person)) == {"unread": 0}
    assert (await page(person))["items"][0]["read_at"] is not None


async def test_what_was_read_is_not_unread_after_a_replay(stage: Stage) -> None:
    person = await told(stage)
    await read(person)
    await stage.execute("CREATE TABLE kept AS SELECT * FROM notice")
    await stage.execute("TRUNCATE notice")
    assert (await page(person))["items"] == []
    await stage.execute("INSERT INTO notice SELECT * FROM kept")
    await stage.execute("DROP TABLE kept")
    assert (await page(person))["unread"] == 0


async def test_the_notices_of_others_do_not_exist(stage: Stage) -> None:
    person, stranger = await told(stage), await stage.person("trace.read")
    id = (await page(person))["items"][0]["id"]
    assert (await page(stranger))["items"] == []
    refused = await stranger.client.post("/api/reports/notices/read", json={"up_to": id})
    assert refused.status_code == 404
    assert (await stranger.get("/api/reports/notices", params={"before": id})).status_code == 404
    assert (await page(person))["unread"] == 8
