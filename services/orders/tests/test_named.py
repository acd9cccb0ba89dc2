"""An order is given only to who works here."""

from typing import Any

from order_samples import Shop

from chassis.testing import Stage
from contracts.event import new_id
from contracts.identity import PersonJoined, PersonLeft

LONG_AGO = "018f0000-0000-7000-8000-000000000000"


def rule(answer: Any) -> tuple[int, str, str]:
    """Status, rule and field of a refusal."""
    said = answer.json()
    return answer.status_code, said["type"].rsplit(":", 1)[-1], said["errors"][0]["pointer"]


async def test_an_order_is_given_only_to_who_works_here(stage: Stage, shop: Shop) -> None:
    leader, heir = await stage.person("orders.*"), new_id()
    body = shop.blank(owner_id=str(heir))
    young = await leader.post("/api/orders", body)
    assert (young.status_code, young.headers["retry-after"]) == (409, "1")
    await stage.hear(PersonJoined(person_id=heir))
    order = (await leader.post("/api/orders", body)).json()
    assert order["owner_id"] == str(heir)
    await stage.hear(PersonLeft(person_id=heir))
    assert rule(await leader.post("/api/orders", body)) == (422, "person-left", "/owner_id")
    stranger = shop.blank(owner_id=LONG_AGO)
    assert rule(await leader.post("/api/orders", stranger)) == (422, "unknown-person", "/owner_id")
    path = f"/api/orders/{order['id']}"
    kept = await leader.patch(path, {"owner_id": str(heir), "project": "Mill"}, version=1)
    assert (kept.status_code, kept.json()["project"]) == (200, "Mill")
    moved = await leader.patch(path, {"owner_id": str(leader.id)}, version=2)
    assert moved.json()["owner_id"] == str(leader.id)
