"""Templates of test databases: made once whoever asks at once, made anew when their content changes."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import asyncpg
import pytest

from chassis.testing.servers import copied, drop, named, server_url


@pytest.fixture
async def kind() -> AsyncIterator[str]:
    """A kind of templates of its own; what was made of it is dropped."""
    kind = f"test{secrets.token_hex(4)}"
    yield kind
    for template in await templates(kind):
        await drop(template)


async def templates(kind: str) -> list[str]:
    """The templates of a kind on the server, unfinished ones included."""
    server = await asyncpg.connect(server_url())
    rows = await server.fetch("SELECT datname FROM pg_database WHERE datname LIKE $1", f"template_{kind}_%")
    await server.close()
    return [row[0] for row in rows]


async def test_a_template_is_made_once_and_anew_when_its_content_changes(kind: str) -> None:
    built: list[str] = []

    async def build(url: str) -> None:
        built.append(url)
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE made (n int)")
        await connection.close()

    names = await asyncio.gather(*(copied(kind, ["one"], build) for _ in range(3)))
    assert len(set(names)) == 3
    assert len(built) == 1
    for name in names:
        connection = await asyncpg.connect(named(server_url(), name))
        assert await connection.fetchval("SELECT count(*) FROM made") == 0
        await connection.close()
        await drop(name)
    await drop(await copied(kind, ["two"], build))
    assert len(built) == 2
    assert len(await templates(kind)) == 1


async def test_a_template_whose_making_broke_off_is_made_again(kind: str) -> None:
    async def fail(url: str) -> None:
        raise ValueError(f"no table for {url}")

    with pytest.raises(ValueError, match="no table"):
        await copied(kind, ["one"], fail)
    await drop(await copied(kind, ["one"], lambda _: asyncio.sleep(0)))
    assert [name.endswith("_unfinished") for name in await templates(kind)] == [False]
