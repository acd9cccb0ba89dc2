"""The bell follows what happens to whom it concerns, and counts for nobody else."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from time import time
from typing import Any

import pytest
from story import API, Deal, others, seller, send

from chassis.testing import EventReader, Person, Stage, served, until, watching
from contracts.event import new_id
from contracts.identity import PersonJoined, PersonLeft, RoleDefined, Scope
from notifications.app import create_app


@pytest.fixture(scope="module")
async def port(stage: Stage) -> AsyncIterator[int]:
    """A real server before the running service."""
    async with served(stage.app) as port:
        yield port


def token(stage: Stage, person: Any, **claims: Any) -> str:
    return stage.issuer.sign(stage.issuer.claims(stage.settings, person, **claims))


def bell(stage: Stage, port: int, person: Person, **claims: Any) -> AbstractAsyncContextManager[EventReader]:
    return watching(port, token(stage, person.id, **claims), f"{API}/stream")


async def accepted(stage: Stage, person: Person) -> Deal:
    """Somebody accepts a quote of theirs."""
    deal = Deal(person.id)
    await others(stage, deal, deal.quoted(), deal.accepted())
    return deal


async def test_the_count_follows_what_others_do_and_what_is_read_and_muted(stage: Stage, port: int) -> None:
    person = await seller(stage)
    async with bell(stage, port, person) as stream:
        assert (stream.status, stream.head["cache-control"]) == (200, "no-store")
        assert await stream.wait("notices") == {"unread": 0, "asking": 0}
        deal = await accepted(stage, person)
        assert await stream.wait("notices") == {"unread": 1, "asking": 0}
        await send(person, "read")
        assert await stream.wait("notices") == {"unread": 0, "asking": 0}
        await others(stage, deal, deal.drafted(), deal.placed(), deal.held())
        assert await stream.wait("notices") == {"unread": 1, "asking": 0}
        await send(person, "mutes", thread_id=str(deal.quote_id))
        assert await stream.wait("notices") == {"unread": 0, "asking": 0}


async def test_whoever_may_read_nothing_has_a_bell_all_the_same(stage: Stage, port: int) -> None:
    async with bell(stage, port, await stage.person("fulfillment.read")) as stream:
        assert await stream.wait("notices") == {"unread": 0, "asking": 0}


async def test_those_whom_it_does_not_concern_are_not_counted_again(stage: Stage, port: int) -> None:
    live, one, other = stage.app.state.live, await seller(stage), await seller(stage)
    async with bell(stage, port, one) as first, bell(stage, port, other) as second:
        for stream in (first, second):
            await stream.wait("notices")
        await until(lambda: all_entered(live))
        before = live.counted
        await accepted(stage, one)
        assert (await first.wait("notices"))["unread"] == 1
        assert live.counted == before + 1


async def all_entered(live: Any) -> bool:
    return all(one.entered for one in live.viewers.all)


async def test_another_process_that_applies_nothing_itself_follows_too(stage: Stage) -> None:
    other = create_app(stage.settings.model_copy(update={"role": "api"}))
    other.state.service.keys.fetch = stage.issuer.fetch
    person = await seller(stage)
    async with other.router.lifespan_context(other), served(other) as port:
        async with bell(stage, port, person) as stream:
            assert (await stream.wait("notices"))["unread"] == 0
            await accepted(stage, person)
            assert (await stream.wait("notices"))["unread"] == 1
            other.state.live.viewers.leave()
            assert await stream.wait("end") == {"reason": "shutdown"}
        async with bell(stage, port, person) as refused:
            assert refused.status == 503


async def test_a_bell_ends_with_its_token_and_when_the_person_leaves(stage: Stage, port: int) -> None:
    async with bell(stage, port, await seller(stage), exp=int(time()) + 2) as stream:
        assert await stream.wait("end") == {"reason": "token-expired"}
    person, role = new_id(), f"seller-{new_id()}"
    await stage.hear(RoleDefined(role_id=new_id(), name=role, scope=Scope.OWN, permissions=("quotes.read",)))
    await stage.hear(PersonJoined(person_id=person, roles=(role,)))
    async with watching(port, token(stage, person), f"{API}/stream") as stream:
        await stream.wait("notices")
        await stage.hear(PersonLeft(person_id=person))
        assert await stream.wait("end") == {"reason": "access-changed"}
