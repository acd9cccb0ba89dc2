"""Which headers pass, in both directions. Pure.

A client cannot say who it is by a header: every ``X-`` header is dropped, and the gateway writes the
forwarding headers and the request id itself.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from multidict import CIMultiDict

from gateway.asgi import Headers, Message, Send

HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection",
        b"te", b"trailer", b"transfer-encoding", b"upgrade", b"http2-settings",
    }
)  # fmt: skip
NOT_SENT_ON = HOP_BY_HOP | {b"host", b"expect", b"forwarded", b"traceparent", b"tracestate"}
NOT_SENT_BACK = HOP_BY_HOP | {b"server", b"date", b"x-request-id"}

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
HOST = re.compile(rb"[A-Za-z0-9.:\[\]-]{1,255}")
OVER_TLS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


@dataclass(slots=True)
class Marks:
    """What names one request in logs and traces: the client's own where it sent a valid one."""

    request_id: bytes
    traceparent: bytes

    @classmethod
    def of(cls, headers: Headers) -> "Marks":
        """Read them from the request, or make them."""
        request_id, traceparent = b"", b""
        for name, value in headers:
            if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
                request_id = value
            elif name == b"traceparent" and TRACEPARENT.fullmatch(value):
                traceparent = value
        random = secrets.token_hex(24)
        return cls(
            request_id or random[:32].encode(), traceparent or f"00-{random[:32]}-{random[32:]}-01".encode()
        )

    @property
    def trace_id(self) -> str:
        """The 32 hex digits that problems carry."""
        return self.traceparent[3:35].decode()


def named_by_connection(headers: Headers) -> set[bytes]:
    """Names that a Connection header declares to be hop-by-hop too."""
    return {
        token.strip().lower()
        for name, value in headers
        if name == b"connection"
        for token in value.split(b",")
    }


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the client reached us: scheme, and host with its port; no host when it named none that is one."""

    scheme: str
    host: str

    @classmethod
    def of(cls, headers: Headers, scheme: str, public: str) -> "Origin":
        """The public origin where one is set, else what the request says."""
        if public:
            return cls(*public.split("://", 1))
        hosts = [value for name, value in headers if name == b"host" and HOST.fullmatch(value)]
        return cls(scheme, hosts[0].decode() if len(hosts) == 1 else "")


def sent_on(headers: Headers, marks: Marks, client: dict[str, str], origin: Origin) -> CIMultiDict[str]:
    """Request headers for the service; ``client`` are those that say where the client is."""
    dropped = named_by_connection(headers)
    result: CIMultiDict[str] = CIMultiDict(
        (name.decode("latin-1"), value.decode("utf-8", "replace"))
        for name, value in headers
        if name not in NOT_SENT_ON and name not in dropped and not name.startswith(b"x-")
    )
    result.update(client)
    result["X-Forwarded-Proto"] = origin.scheme
    if origin.host:
        result["X-Forwarded-Host"] = origin.host
    result["X-Request-Id"] = marks.request_id.decode()
    result["traceparent"] = marks.traceparent.decode()
    return result


def sent_back(headers: Headers, marks: Marks, scheme: str) -> Headers:
    """Response headers for the client, with ours added where the service did not set them."""
    dropped = NOT_SENT_BACK | named_by_connection(headers)
    result = [(name, value) for raw, value in headers if (name := raw.lower()) not in dropped]
    present = {name for name, _ in result}
    result += [header for header in SECURITY if header[0] not in present]
    if scheme == "https" and OVER_TLS[0] not in present:
        result.append(OVER_TLS)
    result.append((b"x-request-id", marks.request_id))
    return result


def public_location(value: bytes, inside: Collection[str]) -> bytes:
    """A Location as the client may follow it: one that names a service's own address becomes a path of ours.

    ``inside`` are the hosts of the services, with their ports.
    """
    url = urlsplit(value.decode("latin-1"))
    if url.netloc.lower() not in inside:
        return value
    path = "/" + url.path.lstrip("/\\")  # two slashes would name another host
    return urlunsplit(("", "", path, url.query, url.fragment)).encode("latin-1")


class Reply:
    """The way back to the client: remembers the status and marks the headers as they pass."""

    def __init__(self, send: Send, marks: Marks, scheme: str) -> None:
        self._send = send
        self._marks = marks
        self._scheme = scheme
        self.status = 0
        self.extra: Headers = []

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = sent_back(message["headers"], self._marks, self._scheme) + self.extra
        await self._send(message)
