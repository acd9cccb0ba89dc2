"""People are told what others did to their documents, by deal, and what they read stays read."""

import pytest
from story import API, Deal, kinds, notices, others, page, seller, send

from chassis.testing import Person, Stage, example
from contracts.event import new_id
from contracts.orders import OrderPerformed, ShipDateMoved, SlipCause


async def told(stage: Stage) -> tuple[Person, Deal]:
    """Somebody whose order went from the accepted quote to the payment by the hands of others."""
    person = await seller(stage)
    deal = Deal(person.id)
    await stage.hear(deal.client)
    await others(stage, deal, deal.quoted(), deal.accepted(), deal.drafted(), deal.placed(), deal.held())
    await others(stage, deal, deal.cleared(), deal.released(), deal.shipped())
    await others(stage, deal, deal.invoiced(), deal.paid("1"), deal.paid(), deal.closed())
    return person, deal


async def test_the_owner_is_told_of_each_step_that_others_took_in_one_line(stage: Stage) -> None:
    person, deal = await told(stage)
    found = await page(person)
    assert (found["unread"], found["asking"]) == (1, 0)
    (thread,) = found["items"]
    assert thread["thread_id"] == str(deal.quote_id)
    assert (thread["notices"], thread["unread"]) == (8, 8)
    told_of = {each["kind"]: each for each in (thread["newest"], *thread["earlier"])}
    assert told_of.keys() == {
        "quote-accepted", "order-held", "order-cleared", "order-released", "order-shipped", "order-invoiced",
        "invoice-paid", "order-closed",
    }  # fmt: skip
    accepted = told_of["quote-accepted"]
    assert (accepted["number"], accepted["document_kind"]) == ("Q-1", "quote")
    assert accepted["words"].keys() == {"amount", "currency"}
    assert accepted["client_name"] == "Norrland Skog AB"


async def test_the_newest_notice_of_a_deal_leads(stage: Stage) -> None:
    person = await seller(stage)
    deal, other = Deal(person.id), Deal(person.id)
    story = [(deal, deal.drafted()), (other, other.drafted()), (other, other.held())]
    story += [(deal, deal.held()), (other, other.cleared()), (deal, deal.cleared())]
    for day, (of, event) in enumerate(story, 1):
        told = {"ce_time": f"2026-03-0{day}T09:30:00.000000Z"}
        await stage.hear(event, correlation_id=of.quote_id, actor=new_id(), **told)
    found = (await page(person))["items"]
    assert [each["thread_id"] for each in found] == [str(deal.quote_id), str(other.quote_id)]
    assert [each["newest"]["kind"] for each in found] == ["order-cleared"] * 2
    assert [[one["kind"] for one in each["earlier"]] for each in found] == [["order-held"]] * 2


async def test_the_owner_hears_that_the_ship_date_moved_and_why(stage: Stage) -> None:
    person = await seller(stage)
    deal = Deal(person.id)
    moved = example(ShipDateMoved, order_id=deal.order_id, cause=SlipCause.SUPPLIER)
    await others(stage, deal, deal.drafted(), deal.placed(), moved)
    (one,) = await notices(person)
    to = moved.estimated_ship_date.isoformat()
    assert (one["document_kind"], one["words"]) == ("order", {"to": to, "cause": "supplier"})


async def test_the_owner_hears_that_a_service_was_performed(stage: Stage) -> None:
    person = await seller(stage)
    deal = Deal(person.id)
    await others(stage, deal, deal.drafted(), example(OrderPerformed, order_id=deal.order_id, complete=True))
    (one,) = await notices(person)
    assert (one["kind"], one["number"], one["words"]) == ("order-performed", "SO-1", {"complete": True})


async def test_nobody_is_told_what_they_did_themselves_but_what_a_rule_decided(stage: Stage) -> None:
    person = await seller(stage)
    deal = Deal(person.id)
    await others(stage, deal, deal.quoted(), deal.accepted(), actor=person.id)
    assert await notices(person) == []
    await others(stage, deal, deal.drafted(), deal.placed(), actor=person.id)
    credit = {"correlation_id": deal.quote_id, "actor": person.id, "via": "reaction:orders.reactions"}
    await stage.hear(deal.held(), **credit)
    assert await kinds(person) == ["order-held"]


async def test_what_was_imported_tells_nobody(stage: Stage) -> None:
    person = await seller(stage)
    deal = Deal(person.id)
    await stage.hear(deal.quoted(), deal.accepted(), actor=new_id(), via="import")
    assert await notices(person) == []


async def test_threads_come_page_by_page_and_are_read_up_to_one(stage: Stage) -> None:
    person = await seller(stage)
    for _ in range(4):
        deal = Deal(person.id)
        await others(stage, deal, deal.quoted(), deal.accepted())
    first = await page(person, limit="3")
    second = await page(person, limit="3", before=first["next"])
    ids = [each["newest"]["id"] for part in (first, second) for each in part["items"]]
    assert len(set(ids)) == 4
    assert second["next"] is None
    assert await send(person, "read", up_to=ids[2]) == {"unread": 2, "asking": 0}
    assert [each["newest"]["id"] for each in (await page(person, unread="true"))["items"]] == ids[:2]
    assert await send(person, "read") == {"unread": 0, "asking": 0}
    assert (await notices(person))[0]["read_at"] is not None


async def test_one_notice_or_all_of_a_deal_are_read(stage: Stage) -> None:
    person, deal = await told(stage)
    newest = (await page(person))["items"][0]["newest"]["id"]
    await send(person, "read", notice_id=newest)
    (thread,) = (await page(person))["items"]
    assert (thread["unread"], thread["newest"]["read_at"] is not None) == (7, True)
    assert await send(person, "read", thread_id=str(deal.quote_id)) == {"unread": 0, "asking": 0}
    both = {"notice_id": newest, "thread_id": str(deal.quote_id)}
    assert (await person.client.post(f"{API}/read", json=both)).status_code == 422


async def test_what_was_read_is_not_unread_after_a_replay(stage: Stage) -> None:
    person, _ = await told(stage)
    await send(person, "read")
    await stage.execute("CREATE TABLE kept AS SELECT * FROM notice")
    await stage.execute("TRUNCATE notice")
    assert await notices(person) == []
    await stage.execute("INSERT INTO notice SELECT * FROM kept")
    await stage.execute("DROP TABLE kept")
    assert (await page(person))["unread"] == 0


async def test_what_happened_before_there_was_a_bell_need_not_be_read(stage: Stage) -> None:
    person, _ = await told(stage)
    await stage.execute("UPDATE beginning SET began_at = now() + interval '1 day'")
    try:
        found = await page(person)
        assert (len(found["items"]), found["unread"]) == (1, 0)
    finally:
        await stage.execute("UPDATE beginning SET began_at = '2000-01-01'")


async def test_the_notices_of_others_do_not_exist(stage: Stage) -> None:
    (person, deal), stranger = await told(stage), await stage.person("quotes.read", "trace.read")
    id = (await notices(person))[0]["id"]
    assert await notices(stranger) == []
    for named in ({"up_to": id}, {"notice_id": id}, {"thread_id": str(deal.quote_id)}):
        assert (await stranger.client.post(f"{API}/read", json=named)).status_code == 404
    assert (await stranger.get(API, params={"before": id})).status_code == 404
    assert (await page(person))["unread"] == 1


@pytest.mark.parametrize(
    ("held", "opens"),
    [
        (("quotes.read", "trace.read"), (True, True)),
        (("quotes.read",), (True, False)),
        (("trace.read",), (False, True)),
    ],
)
async def test_a_notice_says_what_of_it_its_reader_may_open(
    stage: Stage, held: tuple[str, ...], opens: tuple[bool, bool]
) -> None:
    person = await stage.person(*held, scope="own")
    deal = Deal(person.id)
    await others(stage, deal, deal.quoted(), deal.accepted())
    (one,) = await notices(person)
    assert (one["document_open"], one["deal_open"]) == opens


async def test_what_a_person_may_not_read_any_more_is_not_shown(stage: Stage) -> None:
    former, heir = await seller(stage), await seller(stage)
    deal = Deal(former.id)
    await others(stage, deal, deal.quoted(), deal.accepted())
    assert (await page(former))["unread"] == 1
    deal.owner_id = heir.id
    await others(stage, deal, deal.quoted())
    assert (await page(former))["items"] == []
    assert (await page(former))["unread"] == 0
    nobody = await stage.person("catalog.read", scope="own")
    deal = Deal(nobody.id)
    await others(stage, deal, deal.quoted(), deal.accepted())
    assert await notices(nobody) == []
