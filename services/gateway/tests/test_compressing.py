"""Answers that are text are compressed on their way out; what is small, small already or live is not."""

import gzip
import json

import pytest

GZIP = {"Accept-Encoding": "gzip"}
PDF = [(b"content-type", b"application/pdf")]
HTML = [(b"content-type", b"text/html; charset=utf-8")]


@pytest.mark.parametrize("size", [3_000, 600_000])
async def test_json_is_compressed_for_whoever_takes_it(stand, size):
    stand.quotes.answer = json.dumps(["text"] * (size // 8)).encode()
    async with stand.plain.get(stand.url + "/api/quotes/sized", headers=GZIP) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["ETag"] == '"v3"', "it names a version, not bytes"
        body = await response.read()
    assert len(body) < len(stand.quotes.answer) / 10
    assert gzip.decompress(body) == stand.quotes.answer


@pytest.mark.parametrize(("size", "headers", "taken"), [(3_000, [], {}), (500, [], GZIP), (3_000, PDF, GZIP)])
async def test_other_answers_stay_as_they_are(stand, size, headers, taken):
    stand.quotes.answer, stand.quotes.headers = b"x" * size, headers
    async with stand.plain.get(stand.url + "/api/quotes/sized", headers=taken) as response:
        assert "Content-Encoding" not in response.headers
        assert await response.read() == stand.quotes.answer


async def test_pages_are_compressed_too(stand):
    stand.quotes.answer, stand.quotes.headers = b"<p>" * 1_000, HTML
    async with stand.plain.get(stand.url + "/api/quotes/sized", headers=GZIP) as response:
        assert response.headers["Content-Encoding"] == "gzip"


async def test_live_events_are_never_compressed(stand):
    headers = {"Accept": "text/event-stream"} | GZIP
    async with stand.plain.get(stand.url + "/api/orders/events", headers=headers) as response:
        assert "Content-Encoding" not in response.headers
        assert await response.content.readline() == b"data: 1\n"


async def test_the_description_is_known_by_a_weak_etag_too(stand):
    address = stand.url + "/api/openapi.json"
    async with stand.client.get(address) as response:
        etag = response.headers["ETag"]
    for known in (etag, "W/" + etag, f'"other", W/{etag}', "*"):
        async with stand.client.get(address, headers={"If-None-Match": known}) as response:
            assert response.status == 304, known
