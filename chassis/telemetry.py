"""What can be seen from outside: traces, logs and metrics of one service, without personal data.

W3C trace ids always exist; spans leave the process only when an OTLP endpoint is set.
"""

import json
import logging
import random
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from opentelemetry import context, propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.settings import Settings

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}


class Telemetry:
    """Metrics and tracer of one service, in a registry of its own, so that services can share a process."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.registry = CollectorRegistry()
        self.provider = _provider(name, settings.otlp_endpoint)
        self.tracer = trace.get_tracer("saleswire", tracer_provider=self.provider)
        labels = ["method", "route", "status"]
        self.requests = Counter("http_requests", "Requests answered", labels, registry=self.registry)
        self.duration = Histogram(
            "http_request_duration_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.outbox_rows = Gauge("outbox_rows", "Events waiting for the broker", registry=self.registry)
        self.resent = Gauge(
            "relay_resent_events", "Events that Kafka had lost and got again", registry=self.registry
        )
        self.outbox_age = Gauge(
            "outbox_oldest_age_seconds", "Age of the oldest waiting event", registry=self.registry
        )

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def stop(self) -> None:
        """Send the spans that are left."""
        if self.provider is not None:
            self.provider.shutdown()


def _provider(name: str, endpoint: str) -> TracerProvider | None:
    if not endpoint:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=Resource.create({"service.name": f"saleswire-{name}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return provider


def started_span(
    telemetry: Telemetry, name: str, carrier: Any, kind: SpanKind = SpanKind.SERVER
) -> trace.Span:
    """A span that continues the carrier's traceparent, or begins a trace; without export it only has ids."""
    parent = propagate.extract(carrier)
    if telemetry.provider is not None:
        return telemetry.tracer.start_span(name, context=parent, kind=kind)
    known = trace.get_current_span(parent).get_span_context()
    trace_id = known.trace_id if known.is_valid else random.getrandbits(128) or 1  # an id, no secret
    span_id = random.getrandbits(64) or 1
    return NonRecordingSpan(SpanContext(trace_id, span_id, is_remote=False, trace_flags=TraceFlags(1)))


class Tracing:
    """ASGI: opens the request's span, counts and times the answer by route template."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self.app = app
        self.telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), 500
        span = started_span(self.telemetry, f"{scope['method']}", HTTPConnection(scope).headers)
        token = context.attach(trace.set_span_in_context(span))

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._record(scope, span, status, perf_counter() - begun)
            context.detach(token)

    def _record(self, scope: Scope, span: trace.Span, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self.telemetry.requests.labels(scope["method"], route, str(status)).inc()
        self.telemetry.duration.labels(scope["method"], route).observe(seconds)
        if span.is_recording():
            span.update_name(f"{scope['method']} {route}")
            span.set_attributes(
                {
                    "http.request.method": scope["method"],
                    "http.route": route,
                    "http.response.status_code": status,
                }
            )
        span.end()


class SecurityHeaders:
    """ASGI: the headers that keep browsers from misusing an answer; a route may set its own instead."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def decorated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, decorated if scope["type"] == "http" else send)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, trace id and what ``extra`` adds."""

    PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self.service,
            "logger": record.name,
            "message": record.getMessage(),
        } | _trace_ids()
        line |= {name: value for name, value in vars(record).items() if name not in self.PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)  # in ASCII: no odd line ends, no halves of characters


def _trace_ids() -> dict[str, str]:
    known = trace.get_current_span().get_span_context()
    if not known.is_valid:
        return {}
    return {"trace_id": format(known.trace_id, "032x"), "span_id": format(known.span_id, "016x")}


class TextLines(logging.Formatter):
    """For eyes: time, service, level, message, and the first digits of the trace id."""

    def __init__(self, service: str) -> None:
        super().__init__(f"%(asctime)s {service:<11} %(levelname)-7s %(message)s%(trace)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; only a traceback has several."""
        record.msg, record.args = _on_one_line(record.getMessage()), ()
        trace_id = _trace_ids().get("trace_id", "")
        record.trace = f" [{trace_id[:8]}]" if trace_id else ""
        return super().format(record)


def _on_one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def set_up_logging(name: str, settings: Settings) -> None:
    """Log to standard error in the chosen format; values of requests and bodies never go into messages."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(name) if settings.log_format == "json" else TextLines(name))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
