"""The one origin: checks what every request must pass, then answers itself or forwards.

Order: path, own pages, route, rate limit, forward.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter

from chassis.errors import NotFound, Problem, TooLarge
from chassis.http import Shares, on_termination
from chassis.language import N_, _
from gateway.asgi import Receive, Scope, Send, answer_problem
from gateway.clients import Network, client_of
from gateway.forwarding import Forwarding
from gateway.headers import Marks, Reply
from gateway.limit_keys import Callers
from gateway.metrics import Metrics
from gateway.paths import Routes, refuse_tricks
from gateway.rate_limits import Limits
from gateway.request_bodies import ClientGone, drain
from gateway.upstreams import Upstreams

log = logging.getLogger("gateway.front")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Page = Callable[[Scope, Send], Awaitable[None]]


class WrongMethod(Problem):
    """The path exists, the method does not."""

    status, slug, title = 405, "method-not-allowed", N_("This method is not allowed here")


class Front:
    """The ASGI application."""

    def __init__(
        self,
        *,
        routes: Routes,
        pages: Mapping[bytes, Page],
        limits: Limits,
        in_flight: Shares,
        callers: Callers,
        upstreams: Upstreams,
        forwarding: Forwarding,
        metrics: Metrics,
        trusted: Sequence[Network] = (),
    ) -> None:
        self._routes = routes
        self._pages = pages
        self._limits = limits
        self._in_flight = in_flight
        self._callers = callers
        self._upstreams = upstreams
        self._forwarding = forwarding
        self._metrics = metrics
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the process."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._upstreams.start()
        on_termination(self._forwarding.leave)
        self._callers.start(self._upstreams.session)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._callers.stop()
        await self._upstreams.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        scope["client"] = (client_of(scope, self._trusted), 0)
        marks = Marks.of(scope["headers"])
        reply = Reply(send, marks, scope["scheme"])
        served: list[str] = ["gateway"]
        self._metrics.open.inc()
        try:
            await self._answer(scope, receive, reply, marks, served)
        except ClientGone:
            log.info("The client left before its request was complete (%s)", marks.trace_id)
        except Exception as error:
            problem = _foreseen(error, reply, marks)
            if isinstance(problem, TooLarge):
                await drain(receive)
            await _say(problem, reply, marks)
        finally:
            self._metrics.open.dec()
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.count(served[0], method, reply.status, perf_counter() - began)

    async def _answer(
        self, scope: Scope, receive: Receive, reply: Reply, marks: Marks, served: list[str]
    ) -> None:
        path = scope["raw_path"]
        refuse_tricks(path)
        if scope["method"] not in METHODS:
            raise WrongMethod(_("Use one of %(methods)s.", methods=", ".join(sorted(METHODS))))
        page = self._pages.get(path)
        if page is not None:
            await _show(page, scope, reply)
            return
        if path.startswith(b"/api/") and path.endswith(b"/"):
            raise NotFound(_("There is nothing at an address that ends with a slash. Leave the slash out."))
        service = self._routes.service(path)
        if service is None or service not in self._upstreams.origins:
            raise NotFound(_("No service answers this path; /api/docs lists what there is."))
        served[0] = service
        caller = self._callers.name(scope, self._upstreams.session)
        reply.extra += self._limits.take(caller)
        with self._place(caller):
            await self._forwarding.forward(service, scope, receive, reply, marks)

    def _place(self, caller: str) -> AbstractContextManager[None]:
        """A person's place among the requests in flight; many may share an address, so it has no share."""
        return self._in_flight.place(caller) if caller.startswith("person:") else nullcontext()


async def _show(page: Page, scope: Scope, reply: Reply) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        raise WrongMethod(_("This page can only be read."))
    await page(scope, reply)


def _foreseen(error: Exception, reply: Reply, marks: Marks) -> Problem:
    """The problem to answer with; an answer that has begun can only be broken off."""
    if reply.status:
        raise error
    if isinstance(error, Problem):
        return error
    log.error("unhandled %s (%s)", type(error).__name__, marks.trace_id, exc_info=error)
    return Problem(_("This is our mistake. Report the trace id; trying again later may help."))


async def _say(problem: Problem, reply: Reply, marks: Marks) -> None:
    if problem.status >= 500:
        log.warning(
            "%s: %s %s (%s)", problem.status, problem.slug, problem.extra.get("service", ""), marks.trace_id
        )
    if isinstance(problem, TooLarge):
        reply.extra.append((b"connection", b"close"))  # the rest of the body is not worth reading
    await answer_problem(reply, problem, marks.trace_id)
