"""What the supervisor, Kubernetes, Prometheus and operators ask a service, without a token."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.outbound import Relay
from chassis.telemetry import Telemetry
from chassis.work import Database, Work

Endpoint = Callable[[Request], Awaitable[Response]]


class Probed(Protocol):
    """What is asked about; a service is one."""

    name: str
    database: Database
    telemetry: Telemetry
    relay: Relay

    def alive(self) -> bool: ...

    def unready(self) -> str | None: ...

    async def status(self) -> dict[str, Any]: ...


def probes(service: Probed) -> list[Route]:
    """Routes /livez, /readyz, /metrics and /internal/status."""
    named: dict[str, Endpoint] = {
        "/livez": _livez(service),
        "/readyz": _readyz(service),
        "/metrics": _metrics(service),
        "/internal/status": _status(service),
    }
    return [Route(path, endpoint, include_in_schema=False) for path, endpoint in named.items()]


def _livez(service: Probed) -> Endpoint:
    async def livez(_request: Request) -> Response:
        return _verdict(service.alive(), "a consumer gave no sign of life for a minute")

    return livez


def _readyz(service: Probed) -> Endpoint:
    async def readyz(_request: Request) -> Response:
        if reason := service.unready():
            return _verdict(False, reason)
        try:
            await service.database.run(_ping)
        except Exception as error:
            return _verdict(False, f"the database does not answer: {type(error).__name__}")
        return _verdict(True, "")

    return readyz


def _metrics(service: Probed) -> Endpoint:
    async def metrics(_request: Request) -> Response:
        await _gauge(service)
        return Response(service.telemetry.exposition(), media_type="text/plain; version=0.0.4")

    return metrics


def _status(service: Probed) -> Endpoint:
    async def status(_request: Request) -> Response:
        try:
            return JSONResponse(await service.status())
        except Exception as error:
            return JSONResponse({"service": service.name, "error": f"{type(error).__name__}: {error}"}, 503)

    return status


def _verdict(good: bool, reason: str) -> Response:
    return JSONResponse({"ok": good} | ({} if good else {"reason": reason}), 200 if good else 503)


async def _ping(work: Work) -> Any:
    return await work.execute(text("SELECT 1"))


async def _gauge(service: Probed) -> None:
    """Bring the gauges up to date; a database that is away leaves them as they were."""
    telemetry = service.telemetry
    try:
        relay = await service.relay.status()
    except Exception:
        return
    telemetry.outbox_rows.set(relay.pending)
    telemetry.outbox_age.set(relay.oldest_seconds)
    telemetry.resent.set(relay.resent)
