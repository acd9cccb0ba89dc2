"""Idempotency keys: one intention, one effect, one answer."""

import asyncio

import pytest
from httpx2 import AsyncClient

from chassis.tests.web import Web, client, key, web
from chassis.work.idempotency import prune
from contracts.event import new_id

__all__ = ["client", "web"]


async def test_a_hundred_posts_with_one_key_have_one_effect(web: Web, client: AsyncClient) -> None:
    headers = key()
    answers = await asyncio.gather(
        *[client.post("/api/notes", json={"text": "once"}, headers=headers) for _ in range(100)]
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    successes = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in successes}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in successes) == 1
    assert len(await web.sql("SELECT 1 FROM note")) == 1
    assert len(await web.sql("SELECT 1 FROM outbox")) == 1


async def test_a_hundred_transitions_with_one_key_never_answer_stale(web: Web, client: AsyncClient) -> None:
    document = (await client.post("/api/notes", json={"text": "x"}, headers=key())).json()
    headers = key() | {"If-Match": '"v1"'}
    answers = await asyncio.gather(
        *[client.post(f"/api/notes/{document['id']}/close", headers=headers) for _ in range(100)]
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(await web.sql("SELECT 1 FROM outbox")) == 2


async def test_a_replay_wins_over_a_stale_etag(client: AsyncClient) -> None:
    document = (await client.post("/api/notes", json={"text": "x"}, headers=key())).json()
    address, headers = f"/api/notes/{document['id']}/close", key() | {"If-Match": '"v1"'}
    first = await client.post(address, headers=headers)
    again = await client.post(address, headers=headers)
    assert again.status_code == 200
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("etag", "saleswire-version", "content-type"):
        assert again.headers[name] == first.headers[name]


async def test_the_same_key_for_another_body_is_refused(client: AsyncClient) -> None:
    headers = key()
    await client.post("/api/notes", json={"text": "one"}, headers=headers)
    answer = await client.post("/api/notes", json={"text": "two"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:saleswire:problem:idempotency-key-reused"


async def test_the_same_body_in_another_order_is_the_same_request(client: AsyncClient) -> None:
    headers = key() | {"Content-Type": "application/json"}
    one = await client.post("/api/notes", content=b'{"text": "a", "amount": "1"}', headers=headers)
    two = await client.post("/api/notes", content=b'{"amount":"1","text":"a"}', headers=headers)
    assert (two.status_code, two.content) == (201, one.content)


async def test_a_refusal_is_not_kept(web: Web, client: AsyncClient) -> None:
    headers = key()
    assert (await client.post("/api/notes", json={"text": "refuse"}, headers=headers)).status_code == 422
    assert (await client.post("/api/notes", json={"text": "fine"}, headers=headers)).status_code == 201
    assert len(await web.sql("SELECT 1 FROM idempotency")) == 1


async def test_another_persons_key_never_returns_my_answer(web: Web, client: AsyncClient) -> None:
    headers = key()
    mine = await client.post("/api/notes", json={"text": "mine"}, headers=headers)
    async with web.client(await web.person("notes.*")) as other:
        theirs = await other.post("/api/notes", json={"text": "mine"}, headers=headers)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


async def test_bare_and_quoted_keys_are_the_same_key(client: AsyncClient) -> None:
    bare = str(new_id())
    one = await client.post("/api/notes", json={"text": "x"}, headers={"Idempotency-Key": bare})
    two = await client.post("/api/notes", json={"text": "x"}, headers={"Idempotency-Key": f'"{bare}"'})
    assert two.content == one.content


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 256, "kéy", "a\tb"])
async def test_a_missing_or_odd_key_is_malformed(client: AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {b"Idempotency-Key": given.encode("latin-1")}
    answer = await client.post("/api/notes", json={"text": "x"}, headers=headers)
    assert answer.status_code == 400


async def test_keys_are_forgotten_after_seven_days(web: Web, client: AsyncClient) -> None:
    await client.post("/api/notes", json={"text": "old"}, headers=key())
    await web.sql("UPDATE idempotency SET created_at = created_at - interval '8 days'")
    await client.post("/api/notes", json={"text": "new"}, headers=key())
    assert await web.database.run(prune) == 1
    assert len(await web.sql("SELECT 1 FROM idempotency")) == 1
