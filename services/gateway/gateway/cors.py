"""Pages of other origins that may call the API from a browser, by setting; none by default.

They hold tokens of their own: no cookie of ours is ever sent along.
"""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware

from gateway.asgi import App

SENT = (
    "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "saleswire-via",
    "traceparent", "wait-for", "x-request-id",
)  # fmt: skip
SHOWN = (
    "content-disposition", "etag", "idempotency-replayed", "location", "ratelimit", "ratelimit-policy",
    "retry-after", "saleswire-version", "x-request-id",
)  # fmt: skip


def open_to(app: App, origins: Sequence[str]) -> App:
    """The application, whose answers these origins may read."""
    if not origins:
        return app
    shared: App = CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        allow_headers=SENT,
        expose_headers=SHOWN,
        max_age=600,
    )
    return shared
