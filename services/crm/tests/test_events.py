"""What crm hears and says on real Kafka."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

import contracts.crm
from chassis.testing import Stage, body_of, unlike_their_examples
from contracts import money
from contracts.crm import LeadConverted
from contracts.event import new_id
from contracts.identity import TerritoryOpened
from contracts.orders import OrderPlaced
from contracts.values import Address, PartyRef
from crm.commands import send_contacts


def placed(client: dict[str, Any]) -> OrderPlaced:
    address = Address(country="Germany")
    return OrderPlaced(
        order_id=new_id(),
        number="SO-2026-000001",
        ordered_on=date(2026, 3, 2),
        placed_on=date(2026, 3, 2),
        client=PartyRef(id=UUID(client["id"]), number=client["number"], name=client["name"]),
        owner_id=new_id(),
        shipping_address=address,
        billing_address=address,
        lines=(),
        totals=money.totals((), Decimal(0), "EUR"),
    )


async def test_a_lead_that_orders_becomes_a_client_once(live: Stage, registered: Any) -> None:
    leader = await live.person()
    lead = await registered(leader, "First order")
    await live.hear(placed(lead), placed(lead))
    client = (await leader.get(f"/api/crm/clients/{lead['id']}")).json()
    assert (client["role"], client["version"]) == ("client", 2)
    assert len(await live.said(LeadConverted, party_id=UUID(lead["id"]))) == 1


@pytest.mark.feature("FO-R-08")
async def test_leads_and_clients_are_listed_by_type_and_territory(live: Stage, registered: Any) -> None:
    leader, segment = await live.person(), f"Listed {new_id()}"
    await live.hear(TerritoryOpened(territory_id=new_id(), name="Austria"))
    for name, territory, kind in (
        ("Anton", "Austria", "company"),
        ("Berta", "Germany", "public"),
        ("Caesar", "Germany", "company"),
    ):
        party = await registered(leader, name, territory=territory, kind=kind, segment=segment)
        await registered(leader, name, "distributors", territory=territory, segment=segment)
        if name != "Caesar":
            await live.hear(placed(party))
    for asked, names in (
        ({}, ["Anton", "Berta", "Caesar"]),
        ({"role": "lead"}, ["Caesar"]),
        ({"role": "client"}, ["Anton", "Berta"]),
        ({"territory": "Germany"}, ["Berta", "Caesar"]),
        ({"role": "client", "territory": "Germany"}, ["Berta"]),
        ({"kind": "company"}, ["Anton", "Caesar"]),
        ({"role": "lead", "territory": "Austria"}, []),
    ):
        found = await leader.get("/api/crm/clients", params={"segment": segment} | asked)
        assert [row["name"] for row in found.json()["items"]] == names, asked


async def test_a_distributor_that_orders_stays_one(live: Stage, registered: Any) -> None:
    leader = await live.person()
    distributor = await registered(leader, "Reseller", "distributors")
    await live.hear(placed(distributor))
    assert (await leader.get(f"/api/crm/distributors/{distributor['id']}")).json()["version"] == 1


async def test_contacts_travel_as_state_alone_and_can_be_sent_again(live: Stage, registered: Any) -> None:
    leader = await live.person()
    client = await registered(leader, "State house")
    path = f"/api/crm/clients/{client['id']}/contacts"
    contact = (await leader.post(path, {"name": "Patricia McKenna"})).json()
    [sent] = await live.on_topic("crm.contact.state.v1", 1)
    assert body_of(sent)["name"] == "Patricia McKenna"
    await live.service.database.run(send_contacts)
    [first, again] = await live.on_topic("crm.contact.state.v1", 2)
    assert (first.key, first.value) == (again.key, again.value)
    await live.settled()
    await leader.client.delete(f"{path}/{contact['id']}", headers={"If-Match": '"v1"'})
    records = await live.on_topic("crm.contact.state.v1", 3)
    assert (records[2].key, records[2].value) == (contact["id"].encode(), None)
    journal = await live.rows("SELECT body FROM journal")
    assert all("McKenna" not in json.dumps(json.loads(row["body"])) for row in journal)


async def test_every_event_of_crm_is_said_and_looks_like_its_example(live: Stage, registered: Any) -> None:
    leader = await live.person()
    lead = await registered(leader, "Every event")
    await registered(leader, "Every distributor", "distributors")
    path = f"/api/crm/clients/{lead['id']}"
    assert (await leader.patch(path, {"name": "Any event"}, version=1)).status_code == 200
    await live.hear(placed(lead))
    assert await unlike_their_examples(live, contracts.crm) == []
