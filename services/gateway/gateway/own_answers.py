"""What the gateway answers itself: the description, two plain pages, probes and figures."""

from functools import partial

from chassis.errors import NotFound
from chassis.http import has_already
from chassis.language import _
from gateway.asgi import Headers, Scope, Send, answer, answer_json
from gateway.clients import came_through_a_proxy, lies_in
from gateway.edition import Descriptions
from gateway.front import Page
from gateway.html import HTML_POLICY, docs_page, home_page
from gateway.metrics import Metrics
from gateway.settings import Settings
from gateway.upstreams import Upstreams


def pages(
    settings: Settings, descriptions: Descriptions, upstreams: Upstreams, metrics: Metrics
) -> dict[bytes, Page]:
    """Path → page. ``/`` is ours only until the routes give it to the web client."""
    inside = partial(_inside_only, settings)
    table: dict[bytes, Page] = {
        b"/livez": _alive,
        b"/readyz": _alive,
        b"/metrics": inside(partial(_figures, metrics)),
        b"/internal/status": inside(partial(_status, upstreams)),
        b"/api/openapi.json": partial(_description, descriptions),
        b"/api/docs": partial(_docs, descriptions),
    }
    if "/" not in settings.all_routes():
        table[b"/"] = _home
    return table


def _inside_only(settings: Settings, page: Page) -> Page:
    async def guarded(scope: Scope, send: Send) -> None:
        if came_through_a_proxy(scope) or not lies_in(scope["client"][0], settings.internal_networks):
            raise NotFound(_("No service answers this path; /api/docs lists what there is."))
        await page(scope, send)

    return guarded


async def _alive(_scope: Scope, send: Send) -> None:
    await answer_json(send, 200, {"status": "ok"})


async def _figures(metrics: Metrics, _scope: Scope, send: Send) -> None:
    await answer(send, 200, metrics.text(), "text/plain; version=0.0.4; charset=utf-8")


async def _status(upstreams: Upstreams, _scope: Scope, send: Send) -> None:
    await answer_json(send, 200, {"service": "gateway", "upstreams": await upstreams.states()})


async def _description(descriptions: Descriptions, scope: Scope, send: Send) -> None:
    edition = await descriptions.current()
    headers: Headers = [(b"etag", edition.etag.encode()), (b"cache-control", b"no-cache")]
    known = [value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"]
    if has_already(known, edition.etag):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
    else:
        await answer(send, 200, edition.body, "application/json", headers)


async def _docs(descriptions: Descriptions, _scope: Scope, send: Send) -> None:
    edition = await descriptions.current()
    await _html(send, docs_page(edition.document))


async def _home(_scope: Scope, send: Send) -> None:
    await _html(send, home_page())


async def _html(send: Send, page: str) -> None:
    policy = (b"content-security-policy", HTML_POLICY.encode())
    await answer(send, 200, page.encode(), "text/html; charset=utf-8", [policy])
