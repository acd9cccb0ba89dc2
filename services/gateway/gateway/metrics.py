"""What the gateway counts; label values come from our own tables, never from a raw path."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10, 30)


class Metrics:
    """A registry of its own for each app, so that several can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gateway_requests", "Answers by service, method and status", ["service", "method", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "gateway_request_seconds", "From request to the end of the answer", ["service"],
            buckets=BUCKETS, registry=self._registry,
        )  # fmt: skip
        self.open = Gauge("gateway_open_requests", "Requests and streams now open", registry=self._registry)

    def count(self, service: str, method: str, status: int, seconds: float) -> None:
        """One answered request; status 0 means that the client left before the answer."""
        self._requests.labels(service, method, str(status)).inc()
        self._seconds.labels(service).observe(seconds)

    def text(self) -> bytes:
        """The Prometheus exposition."""
        return generate_latest(self._registry)
