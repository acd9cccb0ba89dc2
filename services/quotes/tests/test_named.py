"""A quote names only people who work here and contacts who are at its client or distributor."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from company import Shop, client

from chassis.testing import Stage, until
from contracts.crm import ContactState, DistributorRegistered
from contracts.event import new_id
from contracts.identity import PersonJoined, PersonLeft

LONG_AGO = "018f0000-0000-7000-8000-000000000000"


def contact(party_id: UUID) -> ContactState:
    """Somebody who was just noted there."""
    return ContactState(contact_id=new_id(), sequence=1, party_id=party_id, name="Klara Maier")


def rule(answer: Any) -> tuple[int, str, str]:
    """Status, rule and field of a refusal."""
    said = answer.json()
    return answer.status_code, said["type"].rsplit(":", 1)[-1], said["errors"][0]["pointer"]


async def erased(stage: Stage, gone: ContactState) -> None:
    """Let the service hear the tombstone."""
    await stage.hear_gone(gone)
    left = "SELECT 1 FROM contact_copy WHERE id = $1"
    await until(lambda: _none(stage, left, gone.contact_id))


async def _none(stage: Stage, statement: str, id: UUID) -> bool:
    return not await stage.rows(statement, id)


async def test_a_contact_is_somebody_at_the_client_or_its_distributor(stage: Stage, shop: Shop) -> None:
    other = client("Elsewhere", owner_id=shop.seller.id)
    dealer = DistributorRegistered(**client("Dealer").model_dump() | {"role": "distributor"})
    at_client, at_dealer, elsewhere = map(contact, (shop.client_id, dealer.party_id, other.party_id))
    await stage.hear(other, dealer, at_client, at_dealer, elsewhere)

    async def draft(id: object, **more: object) -> Any:
        return await shop.seller.post("/api/quotes", shop.quote(contact_id=str(id), **more))

    made = await draft(at_client.contact_id)
    assert (made.status_code, made.json()["contact_id"]) == (201, str(at_client.contact_id))
    through = await draft(at_dealer.contact_id, distributor_id=str(dealer.party_id))
    assert through.status_code == 201
    for id in (at_dealer.contact_id, elsewhere.contact_id, LONG_AGO, uuid4()):
        assert rule(await draft(id)) == (422, "unknown-contact", "/contact_id")
    young = await draft(new_id())
    assert (young.status_code, young.headers["retry-after"]) == (409, "1")


async def test_a_contact_who_was_erased_is_named_no_more_and_hinders_no_other_change(
    stage: Stage, shop: Shop
) -> None:
    somebody = contact(shop.client_id)
    await stage.hear(somebody)
    named = shop.quote(contact_id=str(somebody.contact_id))
    quote = (await shop.seller.post("/api/quotes", named)).json()
    await erased(stage, somebody)
    path = f"/api/quotes/{quote['id']}"
    kept = await shop.seller.patch(
        path, {"contact_id": str(somebody.contact_id), "project": "Mill"}, version=1
    )
    assert (kept.status_code, kept.json()["contact_id"]) == (200, str(somebody.contact_id))
    nobody = await shop.seller.patch(path, {"contact_id": None}, version=2)
    assert nobody.json()["contact_id"] is None
    again = await shop.seller.patch(path, {"contact_id": str(somebody.contact_id)}, version=3)
    assert again.status_code == 409  # so young that it might still be on its way


@pytest.mark.feature("PH-Q-12")
async def test_a_quote_is_given_only_to_who_works_here(stage: Stage, shop: Shop) -> None:
    leader, heir = await stage.person("quotes.*"), new_id()
    body = shop.quote(owner_id=str(heir))
    assert (await leader.post("/api/quotes", body)).status_code == 409
    await stage.hear(PersonJoined(person_id=heir))
    quote = (await leader.post("/api/quotes", body)).json()
    assert quote["owner_id"] == str(heir)
    await stage.hear(PersonLeft(person_id=heir))
    assert rule(await leader.post("/api/quotes", body)) == (422, "person-left", "/owner_id")
    stranger = shop.quote(owner_id=LONG_AGO)
    assert rule(await leader.post("/api/quotes", stranger)) == (422, "unknown-person", "/owner_id")
    path = f"/api/quotes/{quote['id']}"
    kept = await leader.patch(path, {"owner_id": str(heir), "project": "Mill"}, version=1)
    assert (kept.status_code, kept.json()["project"]) == (200, "Mill")
    moved = await leader.patch(path, {"owner_id": str(leader.id)}, version=2)
    assert moved.json()["owner_id"] == str(leader.id)
