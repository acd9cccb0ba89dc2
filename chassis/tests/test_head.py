"""HEAD says what GET would say, without the body, and never holds a stream open."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.responses import StreamingResponse

from chassis.http.head import Head
from chassis.tests.test_routes import written
from chassis.tests.web import Web, client, web

__all__ = ["client", "web"]  # fixtures


async def test_head_is_answered_as_get_without_the_body(web: Web, client: AsyncClient) -> None:
    path = f"/api/notes/{(await written(client))['id']}"
    got, head = await client.get(path), await client.head(path)
    same = ("content-type", "content-length", "etag", "cache-control")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]
    assert (await client.head("/api/nothing")).status_code == 404
    async with web.client() as stranger:
        assert (await stranger.head(path)).status_code == 401


async def test_head_of_a_live_stream_ends() -> None:
    app, ended = FastAPI(), asyncio.Event()

    async def beats() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b": beat\n\n"
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    @app.get("/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(beats(), media_type="text/event-stream")

    app.add_middleware(Head)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x") as browser, asyncio.timeout(30):
        answer = await browser.head("/events")
        assert (answer.status_code, answer.content) == (200, b"")
        await ended.wait()
