"""One client of the API for programs: ``ApiClient`` on an event loop, ``BlockingApiClient`` without one."""

from client.answers import Answer, RefusedByApi, Unreachable
from client.api import LISTS, ApiClient
from client.blocking import BlockingApiClient
from client.repeating import PASSING

__all__ = ["LISTS", "PASSING", "Answer", "ApiClient", "BlockingApiClient", "RefusedByApi", "Unreachable"]
