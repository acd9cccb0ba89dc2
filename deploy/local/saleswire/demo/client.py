"""A person at the gateway: signs in, asks, changes, and asks again while a service is being restarted.

Whatever is repeated is the same request with the same Idempotency-Key, so nothing happens twice.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import httpx2

from saleswire.api_client import LISTS

PATIENCE = 60.0  # seconds that a service may need to come back
AWAY = frozenset({429, 502, 503, 504})
MOST_WAITS = 20  # versions in one Wait-For
Body = dict[str, Any]


class Trouble(Exception):
    """A request was refused, or nobody answered in time."""

    def __init__(self, said: str, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(said)
        self.status = status
        self.problem = dict(problem or {})

    @property
    def slug(self) -> str:
        """The last part of the problem's type."""
        return str(self.problem.get("type", "")).rpartition(":")[2]


@dataclass(frozen=True)
class Answer:
    """What came back: the document, the versions that were published, milliseconds."""

    body: Body
    versions: tuple[str, ...]
    took: float
    status: int


class Api:
    """One person's way through the gateway; safe to use from several threads."""

    def __init__(self, origin: str, username: str, secret: str, patience: float = PATIENCE) -> None:
        self.origin = origin
        self.username = username
        self._secret = secret
        self._patience = patience
        self._http = httpx2.Client(base_url=origin, timeout=40)
        self._token = ""
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def sign_in(self) -> None:
        """A new token; raises Trouble when name or password are wrong."""
        form = {"grant_type": "password", "username": self.username, "password": self._secret}
        self._token = self._sent("POST", "/api/auth/token", {}, None, form).body["access_token"]

    def get(self, path: str, query: Mapping[str, str] | None = None, wait_for: Sequence[str] = ()) -> Body:
        """Read; with ``wait_for`` only after the service has applied these versions."""
        headers = {"Wait-For": ", ".join(wait_for)} if wait_for else {}
        return self.send("GET", path, headers=headers, query=query).body

    def find(self, path: str, cols: str, **filters: str) -> Body | None:
        """The only item of a list that matches; None when there is none."""
        items = self.get(path, {"cols": f"id,version,{cols}", "limit": "2", **filters})["items"]
        assert len(items) < 2, f"{path} has several of {filters}"
        found: Body | None = items[0] if items else None
        return found

    def post(self, path: str, body: Body, key: str | None = None, version: int | None = None) -> Answer:
        """A command, done once however often it has to be sent; ``version`` is the one it means."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        return self.send("POST", path, body, headers)

    def act(self, at: str, verb: str, body: Body, key: str | None = None) -> Answer:
        """A step of the document at an address, at the version at which it stands now."""
        key = key or uuid4().hex
        while True:
            version = self.get(at)["version"]
            try:
                return self.post(f"{at}/{verb}", body, key, version)
            except Trouble as trouble:
                if trouble.status != 412:
                    raise

    def change(self, path: str, wanted: Body, method: str = "PATCH") -> Answer:
        """Set fields of the document at an address; reads it again when somebody else was faster.

        What is set already is left alone, so that it may be repeated.
        """
        while True:
            current = self.get(path)
            if all(same(current.get(name, ...), value) for name, value in wanted.items()):
                return Answer(current, (), 0, 200)
            try:
                return self.send(method, path, wanted, {"If-Match": f'"v{current["version"]}"'})
            except Trouble as trouble:
                if trouble.status != 412:
                    raise

    def send(
        self,
        method: str,
        path: str,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request with a token; a token that has ended is replaced."""
        for left in pauses(self._patience):
            token = self._signed_in()
            told = {"Authorization": f"Bearer {token}", "Saleswire-Via": "script", **(headers or {})}
            try:
                return self._sent(method, path, told, body, query=query)
            except Trouble as trouble:
                if trouble.status != 401 or left is None:
                    raise
                self._forget(token)
        raise AssertionError("unreachable")

    def _signed_in(self) -> str:
        with self._lock:
            if not self._token:
                self.sign_in()
            return self._token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _sent(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Body | None = None,
        form: Body | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        told = {**headers, **({"Content-Type": "application/json"} if content is not None else {})}
        for left in pauses(self._patience):
            began = time.monotonic()
            try:
                response = self._http.request(
                    method, path, headers=told, content=content, data=form, params=query
                )
            except httpx2.TransportError as error:
                if left is None:
                    raise Trouble(f"{method} {path}: {error!r}") from error
                continue
            if left is None or not again(response):
                return answered(method, path, response, (time.monotonic() - began) * 1000)
        raise AssertionError("unreachable")


def pauses(patience: float) -> Iterator[float | None]:
    """Seconds that are left, with a longer and longer pause between; None, at last, for the last try."""
    began, pause = time.monotonic(), 0.05
    while (left := patience - (time.monotonic() - began)) > 0:
        yield left
        time.sleep(pause)
        pause = min(1.0, pause * 1.6)
    yield None


def again(response: httpx2.Response) -> bool:
    """Whether the same request may succeed in a moment."""
    if response.status_code == 409:
        return str(problem_of(response).get("type", "")).endswith(":idempotency-key-in-use")
    return response.status_code in AWAY


def answered(method: str, path: str, response: httpx2.Response, took: float) -> Answer:
    """The answer; raises Trouble with what the problem says."""
    if response.is_success:
        said = response.headers.get("saleswire-version", "")
        versions = tuple(part.strip() for part in said.split(",") if part.strip())
        return Answer(response.json() if response.content else {}, versions, took, response.status_code)
    problem = problem_of(response)
    words = problem.get("detail") or response.text[:200]
    raise Trouble(f"{method} {path}: {response.status_code} {words}", response.status_code, problem)


def problem_of(response: httpx2.Response) -> Body:
    """The problem document; empty when the answer is none."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def same(current: Any, wanted: Any) -> bool:
    """Whether a field has the wanted value already; of an object, the wanted fields."""
    if isinstance(wanted, dict) and isinstance(current, dict):
        return all(same(current.get(name, ...), value) for name, value in wanted.items())
    return bool(current == wanted)


def until(ask: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask until the answer is true, and return it; raises Trouble that names what did not happen."""
    for left in pauses(patience):
        if answer := ask():
            return answer
        if left is None:
            break
    raise Trouble(f"{what} did not happen within {patience:.0f} s")


def settle(api: Api, versions: list[str], paths: tuple[str, ...] = LISTS) -> None:
    """Return when every service has applied these versions."""
    for start in range(0, len(versions), MOST_WAITS):
        part = tuple(versions[start : start + MOST_WAITS])
        for path in paths:
            api.get(path, {} if path.startswith("/api/reports") else {"limit": "1"}, part)


def welcome(api: Api) -> None:
    """Return when every service knows the person, as it does a moment after the very first start."""
    for path in LISTS:
        until(partial(known, api, path), f"{path} knowing {api.username}")


def known(api: Api, path: str) -> bool:
    """Whether the service lets the person in."""
    try:
        api.get(path)
    except Trouble as trouble:
        if trouble.status == 403:
            return False
        raise
    return True
