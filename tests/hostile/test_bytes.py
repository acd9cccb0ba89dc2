"""Requests byte by byte: odd encodings, two-faced paths and targets, smuggled requests, unfinished heads."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from deals import Deals
from stack import anything

from saleswire.places import HOST, SERVICES

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
MARK = "forged-by-bytes"


class Raw:
    """Sends bytes to the gateway, or to a service's own port, as a person."""

    def __init__(self, deals: Deals, who: str = "administrator") -> None:
        self.ports = deals.company.place.ports
        self.bearer = deals.people[who].client.headers["Authorization"].encode()

    async def send(
        self, target: bytes, *headers: bytes, body: bytes = b"", method: bytes = b"GET", to: str = "gateway"
    ) -> list[tuple[int, dict[bytes, bytes], bytes]]:
        """All answers on one connection; an empty list when it was closed without any."""
        lines = [method + b" " + target + b" HTTP/1.1", b"Connection: close", *headers]
        if not any(line.lower().startswith(b"host:") for line in headers):
            lines.append(b"Host: x")
        if not any(line.lower().startswith(b"authorization:") for line in headers):
            lines.append(b"Authorization: " + self.bearer)
        return await self.exchange(b"\r\n".join(lines) + b"\r\n\r\n" + body, to)

    async def exchange(self, request: bytes, to: str = "gateway") -> list[Any]:
        """The answers to these very bytes."""
        reader, writer = await asyncio.open_connection(HOST, self.ports[to])
        writer.write(request)
        try:
            async with asyncio.timeout(20):
                return list(answers(await reader.read()))
        except ConnectionResetError:
            return []
        finally:
            writer.close()


def answers(received: bytes) -> Any:
    """Status, headers and body of each answer in these bytes."""
    while received.startswith(b"HTTP/1.1 "):
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines)}
        size = int(headers.get(b"content-length", len(rest)))
        yield int(first.split()[1]), headers, rest[:size]
        received = rest[size:]


@pytest.fixture(scope="module")
def raw(deals: Deals) -> Raw:
    """The administrator's bytes: whatever is refused is not refused for want of a permission."""
    return Raw(deals)


def is_refused(found: list[Any], *statuses: int) -> bool:
    """One answer, a problem of ours with one of these statuses, or the server's own 400."""
    ((status, headers, body),) = found
    if headers[b"content-type"].startswith(b"text/plain"):
        return status == 400 and body == b"Invalid HTTP request received."
    return status in statuses and json.loads(body)["status"] == status


NOT_UTF_8 = [b"%FF%FE", b"%C3%28", b"%ED%A0%80", b"%F4%90%80%80", b"%C0%80"]


@pytest.mark.parametrize("odd", NOT_UTF_8)
async def test_a_path_that_is_not_utf_8_leads_nowhere(raw: Raw, odd: bytes) -> None:
    for path in (b"/api/quotes/", b"/api/identity/preferences/", b"/api/orders/"):
        assert is_refused(await raw.send(path + odd), 400, 404, 422)


@pytest.mark.parametrize("odd", NOT_UTF_8)
@pytest.mark.parametrize("service", SERVICES)
async def test_a_query_that_is_not_utf_8_finds_nothing_or_is_refused(
    raw: Raw, service: str, odd: bytes
) -> None:
    path = anything(service).partition("?")[0].encode()
    for name in (b"q", b"id", b"name.has", b"sort", b"cursor", odd):
        ((status, _, body),) = await raw.send(path + b"?" + name + b"=" + odd)
        assert status in (200, 400, 422), body
        assert status != 200 or not json.loads(body).get("items"), body


@pytest.mark.parametrize("header", [b"Wait-For", b"Idempotency-Key", b"If-Match", b"Saleswire-Via"])
@pytest.mark.parametrize("odd", [b"\xff\xfe", b"\xed\xa0\x80", b"quote/\xe2\x80\xae/1", b"\x80", b"a\x7fb"])
async def test_a_header_of_odd_bytes_is_refused(raw: Raw, deals: Deals, header: bytes, odd: bytes) -> None:
    quote = f"/api/quotes/{deals.ids['quote']['mate']}".encode()
    method, path = (b"GET", quote) if header == b"Wait-For" else (b"POST", quote + b"/revise")
    given = {b"Content-Type": b"application/json", b"Content-Length": b"2"}
    given |= {b"Idempotency-Key": uuid4().hex.encode(), b"If-Match": b'"v0"', header: odd}
    found = await raw.send(path, *(b": ".join(one) for one in given.items()), body=b"{}", method=method)
    assert is_refused(found, 400)


@pytest.mark.parametrize(
    "odd", [b"Bearer \xff\xfe", b"Bearer \xc3\xa9.a.b", b"B\xe9arer x", b"Bearer a b\tc"]
)
async def test_a_token_of_odd_bytes_is_no_token(raw: Raw, odd: bytes) -> None:
    assert is_refused(await raw.send(b"/api/quotes", b"Authorization: " + odd), 401)
    assert is_refused(await raw.send(b"/api/quotes", b"Authorization: " + odd, to="quotes"), 401)


async def test_two_authorizations_are_none(raw: Raw) -> None:
    twice = [b"Authorization: " + raw.bearer] * 2
    assert is_refused(await raw.send(b"/api/quotes", *twice), 401)
    assert is_refused(await raw.send(b"/api/quotes", *twice, to="quotes"), 401)


TRICKS = [
    b"/api/quotes/../identity/people",
    b"/api/quotes/%2e%2e/identity/people",
    b"/api/quotes/%2E%2E%2Fidentity%2Fpeople",
    b"/api/quotes/..;/identity/people",
    b"/api/quotes/..%5cidentity",
    b"//api/quotes",
    b"/api//quotes",
    b"/api%2fquotes",
    b"/api/quotes%00",
    b"/api/quotes%0d%0aX:%20y",
    b"/api/quotes/%252e%252e/identity",
    b"/api/Quotes",
    b"/api/quotes;role=administrator",
    b"/api/quotes.json",
    b"/api/quotes/internal/status",
    b"/api/quotes/../internal/status",
    b"/api/identity/../../internal/status",
    b"/internal/../api/quotes",
    b"/readyz/../internal/status",
    b"/api/\xc3\xa4",
    b"*",
    b"api/quotes",
]


@pytest.mark.parametrize("target", TRICKS)
async def test_a_path_trick_leads_to_no_service(raw: Raw, target: bytes) -> None:
    assert is_refused(await raw.send(target), 400, 404, 422)


@pytest.mark.parametrize("target", [b"/API/quotes", b"/api;v=1/quotes", b"/quotes", b"/Api/orders"])
async def test_what_is_no_path_of_the_api_is_left_to_the_pages_which_do_not_heed_a_token(
    raw: Raw, target: bytes
) -> None:
    ((status, headers, _),) = await raw.send(target)
    assert status in (303, 404)
    assert headers.get(b"location", b"/sign-in").startswith(b"/sign-in")
    assert b"json" not in headers.get(b"content-type", b"")


@pytest.mark.parametrize("service", SERVICES)
async def test_what_a_service_keeps_to_itself_is_not_behind_the_gateway(raw: Raw, service: str) -> None:
    base = anything(service).partition("?")[0].rpartition("/")[0].encode()
    for inside in (b"internal/status", b"metrics", b"openapi.json", b"livez", b"docs"):
        path = base + b"/" + inside
        ((status, _, body),) = await raw.send(path)
        assert status in (404, 422) or path in (b"/api/openapi.json", b"/api/docs"), body  # the gateway's own


async def test_a_target_with_a_host_of_its_own_is_the_same_path(raw: Raw) -> None:
    for target in (
        b"http://elsewhere.example/api/identity/people",
        b"http://127.0.0.1:1/api/identity/people",
    ):
        ((status, _, _),) = await raw.send(target)
        ((without, _, _),) = await raw.send(target, b"Authorization: Basic eA==")
        assert (status, without) in [(200, 401), (400, 400)]
    assert is_refused(await raw.send(b"http://elsewhere.example"), 400)
    assert is_refused(await raw.send(b"elsewhere.example:443", method=b"CONNECT"), 400, 405)


@pytest.mark.parametrize("host", [b"elsewhere.example", b"elsewhere.example@x", b"x\t", b"", b"[::1]:99999"])
async def test_the_host_header_is_written_nowhere(raw: Raw, host: bytes) -> None:
    for path in (
        b"/api/quotes?limit=1",
        b"/api/openapi.json",
        b"/.well-known/openid-configuration",
        b"/api/nothing",
        b"/",
    ):
        forwarded = (b"X-Forwarded-Host: elsewhere.example", b"Forwarded: host=elsewhere.example")
        ((_, headers, body),) = await raw.send(path, b"Host: " + host, *forwarded)
        assert b"elsewhere" not in body
        assert b"elsewhere" not in b"".join(headers.values())


SMUGGLED = b"GET /api/identity/me HTTP/1.1\r\nHost: x\r\n\r\n"
TWO_FACED = {
    "both lengths": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % len(SMUGGLED),
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED),
    "a list of lengths": b"Content-Length: 0, %d\r\n\r\n" % len(SMUGGLED),
    "a signed length": b"Content-Length: +0\r\n\r\n",
    "a negative length": b"Content-Length: -1\r\n\r\n",
    "an endless length": b"Content-Length: 99999999999999999999999\r\n\r\n",
    "chunks that are not the last word": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunks in disguise": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n",
    "a bare line feed in a header": b"X-A: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bare carriage return in a header": b"X-A: 1\rX-B: 2\r\n\r\n",
    "a null byte in a header": b"X-A: a\0b\r\n\r\n",
    "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
}


@pytest.mark.parametrize("which", TWO_FACED)
async def test_a_request_with_two_readings_is_read_in_none(raw: Raw, deals: Deals, which: str) -> None:
    begin = b"POST /api/auth/revoke HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    for to in ("gateway", "identity"):
        found = await raw.exchange(begin + TWO_FACED[which] + SMUGGLED, to)
        statuses = [status for status, _, _ in found]
        assert len(found) <= 1, found
        assert not [status for status in statuses if status < 400 or status > 499], found
    assert (await deals.people["seller"].get("/api/identity/me")).status_code == 200


async def test_a_name_of_a_file_does_not_become_a_header(raw: Raw, deals: Deals) -> None:
    at = f"/api/orders/{deals.ids['order']['mate']}/documents"
    for name in (f'a"; x="{MARK}.txt', f"a%0d%0a{MARK}: 1.txt", "a\u202etxt.exe.txt", f"a\u2028{MARK}.txt"):
        part = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = (part + "Content-Type: text/plain\r\n\r\nagreed\r\n--b--\r\n").encode()
        sent = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": uuid4().hex}
        attached = await deals.admin.client.post(at, content=body, headers=sent)
        assert attached.status_code in (201, 400, 422), attached.text
        if attached.status_code == 201:
            read = await deals.admin.get(f"{at}/{attached.json()['id']}")
            assert MARK not in read.headers
            assert read.headers["content-disposition"].startswith("attachment")
            assert not set("\r\n\u2028\u202e") & set(read.headers["content-disposition"])


async def test_marks_of_a_request_are_echoed_only_when_they_are_plain(raw: Raw) -> None:
    for odd in (b"a" * 65, b"aaaaaaaa;b", b"<script>", b"aaaaaaaa\xff", b"a b c d e f"):
        ((_, headers, _),) = await raw.send(b"/api/quotes?limit=1", b"X-Request-Id: " + odd)
        assert headers[b"x-request-id"] != odd
        ((_, headers, _),) = await raw.send(b"/api/nothing", b"traceparent: 00-" + odd)
        assert odd not in b"".join(headers.values())


async def test_no_log_takes_over_what_would_command_a_terminal_or_begin_a_line(
    raw: Raw, deals: Deals
) -> None:
    for odd in (b"%0a%7b%22level%22", b"%1b[31m", b"%C2%85", b"%E2%80%A8"):
        await raw.send(b"/api/quotes?" + odd + b"=" + odd)
        await raw.send(b"/api/quotes", b"Wait-For: " + odd)
        await raw.send(b"/api/auth/token", b"Content-Length: 0", b"X-Odd: \x1b[31m", method=b"POST")
    for log in deals.company.place.logs.glob("*.log"):
        text = log.read_text(errors="replace")
        assert not set("\x1b\x85\u2028\u2029\r\0") & set(text), log.name
        assert '{"level"' not in text, log.name
