"""Dashboards stay up to date: at once, from whichever process, and only as long as the person may look."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import date
from time import time
from typing import Any
from uuid import UUID

import pytest
from deal import Deal, client, product

from chassis.testing import EventReader, Person, Stage, free_port, served, until
from chassis.testing import watching as reading
from contracts.event import new_id
from contracts.identity import PersonJoined, PersonLeft, RoleDefined, Scope
from reporting.app import create_app

SENSOR, CLIENT = product("Sensor", "Sensors"), client("Norrland Skog AB", "Sweden")
SERVER = """
import json, os, sys, uvicorn
from reporting.app import create_app
from reporting.settings import Settings
app = create_app(Settings())
async def fetch(): return json.loads(os.environ["KEYS"])
app.state.service.keys.fetch = fetch
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


@pytest.fixture(scope="module")
async def port(stage: Stage) -> AsyncIterator[int]:
    """A real server before the running service."""
    await stage.hear(SENSOR, CLIENT)
    async with served(stage.app) as port:
        yield port


def watching(port: int, token: str, last: str = "") -> AbstractAsyncContextManager[EventReader]:
    """A dashboard's stream."""
    return reading(port, token, "/api/reports/live", last=last)


def token(stage: Stage, person: UUID, **claims: Any) -> str:
    return stage.issuer.sign(stage.issuer.claims(stage.settings, person, **claims))


async def place(stage: Stage, owner: UUID, orders: int = 1) -> None:
    (row,) = await stage.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    on: date = row["today"]
    for _ in range(orders):
        sale = Deal(CLIENT, [(SENSOR, 1, "100")], on, owner)
        await stage.hear(sale.drafted(), sale.placed(), correlation_id=sale.order_id, actor=new_id())


def sales(overview: Any) -> str:
    (value,) = [tile["value"] for tile in overview["tiles"] if tile["key"] == "sales_placed"]
    return str(value)


async def viewer(stage: Stage) -> Person:
    return await stage.person("reports.read", scope="own")


@pytest.mark.feature("PH-D-08")
async def test_a_stream_begins_with_the_snapshot_and_follows_what_happens(stage: Stage, port: int) -> None:
    person = await viewer(stage)
    async with watching(port, token(stage, person.id)) as stream:
        assert (stream.status, stream.head["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert stream.head["cache-control"] == "no-store"
        assert await stream.wait("overview") == (await person.get("/api/reports/overview")).json()
        await place(stage, person.id, orders=3)
        while sales(overview := await stream.wait("overview")) != "300.00":
            pass
        standing = {one["status"]: one["documents"] for one in overview["orders_by_status"]}
        assert standing["pending"] == 3
        for chart in (overview["by_product"], overview["by_territory"], overview["sales"]["current"]):
            assert sum(float(part["net"]) for part in chart) == 300


async def test_a_snapshot_that_the_client_has_is_not_sent_again(stage: Stage, port: int) -> None:
    person = await viewer(stage)
    async with watching(port, token(stage, person.id)) as stream:
        first = await stream.next()
    assert first is not None
    async with watching(port, token(stage, person.id), last=first.id) as stream:
        await place(stage, person.id)
        event = await stream.next()
        assert event is not None
        assert event.id != first.id
        while sales(event.data) != "100.00":  # the draft may be shown first
            event = await stream.next()
            assert event is not None


async def test_who_comes_as_the_last_one_leaves_is_kept_up_to_date(stage: Stage, port: int) -> None:
    person, live = await viewer(stage), stage.app.state.live
    async with watching(port, token(stage, person.id)) as stream:
        await stream.wait("overview")
        (one,) = [one for one in live.viewers.all if one.caller.person_id == person.id]
        live.viewers.part(one)  # the watcher is told to end, and has not ended
        live.viewers.enter(one)
        await place(stage, person.id)
        while sales(await stream.wait("overview")) != "100.00":  # the draft may be shown first
            pass


async def test_many_viewers_of_one_reach_share_one_computation(stage: Stage, port: int) -> None:
    person, live = await viewer(stage), stage.app.state.live
    async with AsyncExitStack() as exits:
        streams = [
            await exits.enter_async_context(watching(port, token(stage, person.id))) for _ in range(60)
        ]
        for stream in streams:
            await stream.wait("overview")
        before = live.snapshots.computed
        await place(stage, person.id)
        for stream in streams:
            while sales(await stream.wait("overview")) != "100.00":
                pass
        assert live.snapshots.computed - before < 10
    await until(lambda: nobody(live))


async def nobody(live: Any) -> bool:
    return not live.viewers.all


async def test_another_process_that_applies_nothing_itself_follows_too(stage: Stage) -> None:
    await stage.hear(product("Other", "Sensors"))
    other = create_app(stage.settings.model_copy(update={"role": "api"}))
    other.state.service.keys.fetch = stage.issuer.fetch
    person = await viewer(stage)
    async with other.router.lifespan_context(other), served(other) as port:
        async with watching(port, token(stage, person.id)) as stream:
            first = await stream.next()
            assert first is not None
            own = await person.get("/api/reports/overview")
            assert first.data == own.json()
            await place(stage, person.id)
            while sales(await stream.wait("overview")) != "100.00":
                pass
            other.state.live.viewers.leave()
            assert await stream.wait("end") == {"reason": "shutdown"}
            assert await stream.next() is None
        async with watching(port, token(stage, person.id)) as refused:
            assert refused.status == 503


async def test_a_stream_ends_with_its_token(stage: Stage, port: int) -> None:
    person = await viewer(stage)
    async with watching(port, token(stage, person.id, exp=int(time()) + 2)) as stream:
        assert await stream.wait("end") == {"reason": "token-expired"}
        assert await stream.next() is None


async def test_a_stream_ends_when_the_person_leaves(stage: Stage, port: int) -> None:
    person, role = new_id(), f"viewer-{new_id()}"
    await stage.hear(RoleDefined(role_id=new_id(), name=role, scope=Scope.OWN, permissions=("reports.read",)))
    await stage.hear(PersonJoined(person_id=person, roles=(role,)))
    async with watching(port, token(stage, person)) as stream:
        assert stream.status == 200
        await stream.wait("overview")
        await stage.hear(PersonLeft(person_id=person))
        assert await stream.wait("end") == {"reason": "access-changed"}
        assert await stream.next() is None


async def test_nothing_runs_on_for_those_who_left(stage: Stage, port: int) -> None:
    person, live = await viewer(stage), stage.app.state.live
    async with watching(port, token(stage, person.id)) as stream:
        await stream.wait("overview")
        assert live.viewers.all
    await until(lambda: nobody(live))


async def test_a_process_that_is_to_end_does_not_wait_for_its_viewers(stage: Stage) -> None:
    person, port = await viewer(stage), free_port()
    told = {
        "SALESWIRE_DATABASE_URL": stage.url,
        "SALESWIRE_ROLE": "api",
        "KEYS": json.dumps(stage.issuer.jwks()),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(port), env=os.environ | told
    )
    try:
        await until(lambda: listens(port))
        async with watching(port, token(stage, person.id)) as stream:
            await stream.wait("overview")
            process.send_signal(signal.SIGTERM)
            assert await stream.wait("end") == {"reason": "shutdown"}
            await asyncio.wait_for(process.wait(), 60)  # without a graceful time-out it would wait for ever
    finally:
        if process.returncode is None:
            process.kill()


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
