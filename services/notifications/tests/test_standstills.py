"""What could not be applied is told to the deal's people and to administrators, until it goes on."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from story import Deal, kinds, notices, others, page, seller, send

import notifications.projections
from chassis.inbound import digest, replay
from chassis.testing import Person, Stage, example
from contracts.catalog import ProductPublished
from contracts.event import new_id
from contracts.orders import OrderPlaced
from contracts.parking import KeyFreed, KeyStuck, WhyParked

SINCE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WAITS = "Billing could not apply “Order placed” and waits for an administrator."


def stuck(document: UUID | None, kind: str = "order", **other: Any) -> KeyStuck:
    """Billing stands still at a document."""
    fields: dict[str, Any] = {
        "parked_key_id": new_id(), "service": "billing", "group": "billing.reactions", "topic": "a topic",
        "document_kind": kind, "document_id": document, "event_type": OrderPlaced.type,
        "reason": WhyParked.ERROR, "parked_since": SINCE, "waiting": 2,
    }  # fmt: skip
    return KeyStuck(**fields | other)


def freed(stuck: KeyStuck) -> KeyFreed:
    """It goes on."""
    return KeyFreed(**stuck.model_dump(include=set(KeyFreed.model_fields)))


async def opened(stage: Stage, owner: Person) -> Deal:
    """A deal of the owner's of which nobody has told anything yet."""
    deal = Deal(owner.id)
    await stage.hear(deal.client)
    await others(stage, deal, deal.quoted(), deal.drafted(), deal.placed())
    return deal


async def test_the_documents_owner_and_administrators_are_told_and_told_when_it_goes_on(stage: Stage) -> None:
    owner, administrator = await seller(stage), await stage.person()
    other = await stage.person("trace.read", "reports.*")
    deal = await opened(stage, owner)
    told = stuck(deal.order_id)
    await stage.hear(told)
    for person, administers in ((owner, False), (administrator, True)):
        one = next(each for each in await notices(person, unread="true"))
        named = (one["kind"], one["number"], one["client_name"])
        assert named == ("stands-still", "SO-1", "Norrland Skog AB")
        assert one["words"]["reason"] == WAITS
        assert (one["words"]["administrator"], one["asks"]) == (administers, administers)
    assert await notices(other) == []
    assert (await page(owner))["unread"] == 1
    assert "stands-still" in await kinds(administrator, asking="true")
    await stage.hear(freed(told))
    assert ((await page(owner))["unread"], await kinds(owner)) == (0, ["goes-on"])
    assert (await notices(owner))[0]["read_at"] is not None


async def test_each_reads_for_oneself(stage: Stage) -> None:
    owner, administrator = await seller(stage), await stage.person("system.read")
    deal = await opened(stage, owner)
    await stage.hear(stuck(deal.order_id))
    before = (await page(administrator))["unread"]
    newest = (await notices(owner))[0]["id"]
    assert (await send(owner, "read", up_to=newest))["unread"] == 0
    assert await notices(owner, unread="true") == []
    assert (await page(administrator))["unread"] == before
    assert (await send(owner, "read", up_to=newest))["unread"] == 0


async def test_what_has_no_owner_is_told_to_administrators_alone(stage: Stage) -> None:
    administrator, owner = await stage.person("*"), await seller(stage)
    deal = await opened(stage, owner)
    sensor = example(ProductPublished, product_id=new_id(), number="Sensor")
    await stage.hear(sensor)
    told = stuck(deal.client.party_id, "party"), stuck(sensor.product_id, "product"), stuck(None, "quote")
    await stage.hear(*told)
    found = {each["number"]: each for each in await notices(administrator, unread="true")}
    assert {"", "Sensor", deal.client.number} <= found.keys()
    assert found[""]["document_id"] is None
    assert await notices(owner) == []


async def test_what_stands_still_of_a_deal_stands_in_its_thread(stage: Stage) -> None:
    owner = await seller(stage)
    deal = await opened(stage, owner)
    await stage.hear(stuck(deal.order_id), correlation_id=deal.quote_id, actor=new_id())
    await others(stage, deal, deal.cleared(), deal.released())
    await stage.hear(stuck(deal.quote_id, "quote"), correlation_id=deal.quote_id)
    (thread,) = (await page(owner))["items"]
    assert sorted(await kinds(owner)) == ["order-cleared", "order-released", "stands-still", "stands-still"]
    assert (thread["thread_id"], thread["unread"]) == (str(deal.quote_id), 4)


async def test_a_replay_remembers_the_same(stage: Stage) -> None:
    owner = await seller(stage)
    deal = await opened(stage, owner)
    told = stuck(deal.order_id)
    await stage.hear(told, freed(told), stuck(deal.order_id), deal.cleared())
    tables = ("standstill", "notice", "noticed_document")
    before = [await stage.service.background.run(digest, table) for table in tables]
    names = [table.name for table in vars(notifications.projections).values() if isinstance(table, Table)]
    names += ["party_copy", "product_copy", "team_copy"]
    access = ["access_person", "access_role", "access_client", "access_revoked_session"]
    await replay("notifications", stage.service.project, stage.settings, [*names, *access])
    assert [await stage.service.background.run(digest, table) for table in tables] == before
