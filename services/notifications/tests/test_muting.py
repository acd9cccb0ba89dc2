"""What people mute is neither shown nor counted until they take it back."""

from story import API, Deal, kinds, others, page, seller, send

from chassis.testing import Person, Stage
from contracts.event import new_id


async def two_deals(stage: Stage) -> tuple[Person, Deal, Deal]:
    """A seller with two quotes that were accepted, of which one is an order that is held."""
    person = await seller(stage)
    one, other = Deal(person.id), Deal(person.id)
    for deal in (one, other):
        await stage.hear(deal.client)
        await others(stage, deal, deal.quoted(), deal.accepted())
    await others(stage, one, one.drafted(), one.placed(), one.held())
    return person, one, other


async def unmuted(person: Person, mute: str) -> int:
    return (await person.client.delete(f"{API}/mutes/{mute}")).status_code


async def test_a_muted_deal_is_silent_until_it_is_taken_back(stage: Stage) -> None:
    person, one, other = await two_deals(stage)
    mute = await send(person, "mutes", thread_id=str(one.quote_id))
    named = (mute["document_kind"], mute["number"], mute["client_name"])
    assert named == ("quote", "Q-1", "Norrland Skog AB")
    assert [each["thread_id"] for each in (await page(person))["items"]] == [str(other.quote_id)]
    assert (await page(person))["unread"] == 1
    await others(stage, one, one.cleared())
    assert (await page(person))["unread"] == 1
    assert (await send(person, "mutes", thread_id=str(one.quote_id)))["id"] == mute["id"]
    assert await unmuted(person, mute["id"]) == 204
    assert (await page(person))["unread"] == 2
    assert "order-cleared" in await kinds(person)


async def test_a_muted_kind_is_silent_in_every_deal(stage: Stage) -> None:
    person, _, _ = await two_deals(stage)
    await send(person, "mutes", kind="quote-accepted")
    assert await kinds(person) == ["order-held"]
    (mute,) = (await person.get(f"{API}/mutes")).json()
    assert (mute["kind"], mute["thread_id"]) == ("quote-accepted", None)


async def test_mutes_are_one_s_own_and_name_something_that_there_is(stage: Stage) -> None:
    (person, one, _), stranger = await two_deals(stage), await seller(stage)
    mute = await send(person, "mutes", thread_id=str(one.quote_id))
    assert await unmuted(stranger, mute["id"]) == 404
    assert await unmuted(person, str(new_id())) == 404
    asked = {"thread_id": str(one.quote_id)}
    assert (await stranger.client.post(f"{API}/mutes", json=asked)).status_code == 404
    unknown = await person.client.post(f"{API}/mutes", json={"kind": "weather"})
    assert (unknown.status_code, unknown.json()["type"].endswith("unknown-kind")) == (422, True)
    assert (await person.client.post(f"{API}/mutes", json={})).status_code == 422
