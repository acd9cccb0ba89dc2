"""What every answer and every form must pass: a strict policy for pages, and only our own pages may write.

A form of another site is known by Sec-Fetch-Site, or by Origin where a browser does not send that; with
the session cookie being SameSite=Lax it needs no token in each form.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from chassis.language import _
from web.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Message = MutableMapping[str, Any]


class Guard:
    """ASGI middleware: refuses forms of other sites, adds the security headers."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.origin = settings.public_origin

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] not in SAFE and not self.ours(Headers(scope=scope)):
            refusal = PlainTextResponse(
                _("This form did not come from our own page. Open the page anew."), 403
            )
            await refusal(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, sent)

    def ours(self, headers: Headers) -> bool:
        """Whether one of our own pages sent this."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin", "")
        return origin == self.origin or origin.partition("://")[2] == headers.get("host", "")
