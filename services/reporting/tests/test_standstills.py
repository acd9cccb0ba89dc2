"""What could not be applied is seen: in the deal, at the client, by its people and by administrators."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from deal import Deal, client, product
from sqlalchemy import Table

import reporting.projections
from chassis.inbound import digest, replay
from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.orders import OrderPlaced
from contracts.parking import KeyFreed, KeyStuck, WhyParked

SINCE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WAITS = "Billing could not apply “Order placed” and waits for an administrator."

HEALS = (
    "The register of clients could not apply what came: something that comes before it has not arrived yet."
)


def deal(owner: Person | None = None) -> Deal:
    items = [(product("Sensor", "Sensors"), 3, "100")]
    sale = Deal(client("Norrland Skog AB", "Sweden"), items, date(2025, 5, 6))
    if owner is None:
        return sale
    return Deal(sale.party, items, sale.on, owner.id)


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


async def opened(stage: Stage, sale: Deal) -> None:
    await stage.hear(sale.party)
    await stage.hear(sale.drafted_quote(), sale.drafted(), sale.placed(), correlation_id=sale.quote_id)


async def standing(reader: Person, path: str) -> Any:
    answer = await reader.get(path)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found if isinstance(found, list) else found["standing"]


async def test_whoever_sees_the_deal_sees_what_stands_still_and_administrators_see_why(stage: Stage) -> None:
    sale = deal()
    await opened(stage, sale)
    told = stuck(sale.order_id)
    await stage.hear(told, correlation_id=sale.quote_id)
    seller = await stage.person("trace.read", id=sale.owner_id, scope="own")
    (line,) = await standing(seller, f"/api/trace/{sale.quote_id}")
    assert line == {
        "kind": "order", "document_id": str(sale.order_id), "document": "SO-1", "reason": WAITS,
        "heals": False, "since": "2026-03-02T09:30:00Z", "group": None, "cause": None, "waiting": None,
    }  # fmt: skip
    (line,) = await standing(await stage.person(), f"/api/trace/{sale.order_id}")
    assert (line["group"], line["cause"], line["waiting"]) == ("billing.reactions", "error", 2)
    await stage.hear(freed(told))
    assert await standing(seller, f"/api/trace/{sale.quote_id}") == []


@pytest.mark.parametrize("reason", ["missing-copy", "gap"])
async def test_what_may_heal_by_itself_says_so(stage: Stage, reason: str) -> None:
    sale = deal()
    await opened(stage, sale)
    await stage.hear(stuck(sale.order_id, reason=reason, service="crm", event_type=""))
    (line,) = await standing(await stage.person("trace.read"), f"/api/trace/{sale.order_id}")
    assert (line["reason"], line["heals"]) == (HEALS, True)


async def test_the_credit_of_its_client_stands_in_every_deal_that_waits_for_it(stage: Stage) -> None:
    sale, other = deal(), deal()
    await opened(stage, sale)
    await opened(stage, other)
    await stage.hear(stuck(sale.client.id, "credit"), stuck(sale.client.id, "party"))
    reader = await stage.person("trace.read")
    assert [each["kind"] for each in await standing(reader, f"/api/trace/{sale.order_id}")] == ["credit"]
    assert await standing(reader, f"/api/trace/{other.order_id}") == []


async def test_what_stands_still_of_a_client_is_for_those_who_reach_the_client(stage: Stage) -> None:
    sale = deal()
    await opened(stage, sale)
    path = f"/api/reports/standing/{sale.client.id}"
    everybody = await stage.person("crm.read")
    assert await standing(everybody, path) == []
    await stage.hear(stuck(sale.client.id, "party"), stuck(sale.client.id, "credit"), stuck(sale.order_id))
    assert {each["kind"] for each in await standing(everybody, path)} == {"party", "credit"}
    near = await stage.person("crm.read", scope="territory", territories=["Sweden"])
    assert len(await standing(near, path)) == 2
    assert len(await standing(await stage.person("crm.read", scope="own", id=sale.owner_id), path)) == 2
    far = await stage.person("crm.read", scope="territory", territories=["Norway"])
    assert (await far.get(path)).status_code == 404
    assert (await (await stage.person("crm.read", scope="own")).get(path)).status_code == 404
    assert (await (await stage.person("trace.read")).get(path)).status_code == 403


async def test_a_replay_remembers_the_same(stage: Stage) -> None:
    sale = deal()
    await opened(stage, sale)
    told = stuck(sale.order_id)
    await stage.hear(told, freed(told), stuck(sale.order_id))
    before = await stage.service.background.run(digest, "standstill")
    names = [table.name for table in vars(reporting.projections).values() if isinstance(table, Table)]
    access = ["access_person", "access_role", "access_client", "access_revoked_session"]
    await replay("reporting", stage.service.project, stage.settings, [*names, *access])
    assert await stage.service.background.run(digest, "standstill") == before
