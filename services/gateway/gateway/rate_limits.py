"""How fast one caller may go: a token bucket for each person or address, in this process.

With n replicas a caller gets up to n times as much; the limit protects a process, it is no tariff.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

from chassis.errors import TooMany
from chassis.language import _
from gateway.asgi import Headers

MOST_CALLERS = 50_000


@dataclass(slots=True)
class Bucket:
    """What is left, as of a monotonic time."""

    left: float
    at: float


class Limits:
    """Buckets by caller; those that nobody used longest are forgotten first."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = monotonic) -> None:
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._policy = f'"default";q={burst};w={ceil(burst / per_second)}'.encode()

    def take(self, caller: str) -> Headers:
        """Count one request; the RateLimit headers of its answer.

        Raises TooMany with Retry-After when the bucket is empty.
        """
        bucket = self._filled(caller)
        if bucket.left < 1:
            wait = max(1, ceil((1 - bucket.left) / self.per_second))
            raise Exceeded(
                _(
                    "You sent more than %(most)s requests a second. Wait %(wait)s s and go slower.",
                    most=f"{self.per_second:g}",
                    wait=wait,
                ),
                retry_after=wait,
                policy=self._policy.decode(),
            )
        bucket.left -= 1
        return [(b"ratelimit-policy", self._policy), (b"ratelimit", b'"default";r=%d' % bucket.left)]

    def _filled(self, caller: str) -> Bucket:
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or Bucket(self.burst, now)
        bucket.left = min(self.burst, bucket.left + (now - bucket.at) * self.per_second)
        bucket.at = now
        self._buckets[caller] = bucket
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        return bucket


class Exceeded(TooMany):
    """The caller's bucket is empty."""

    slug = "rate-limit"

    def __init__(self, detail: str, *, retry_after: int, policy: str) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.policy = policy

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Retry-After": str(self.retry_after),
            "RateLimit-Policy": self.policy,
            "RateLimit": f'"default";r=0;t={self.retry_after}',
        }
