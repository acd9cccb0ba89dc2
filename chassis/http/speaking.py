"""Answers speak the language that the caller asks for (``Accept-Language``), where people read them."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.language import best_of, speaking


class Speaking:
    """ASGI: problems and exports in the caller's language; in English for whoever asks for none of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope).get("accept-language", "") if scope["type"] == "http" else ""
        with speaking(best_of(asked)):
            await self.app(scope, receive, send)
