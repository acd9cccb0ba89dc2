"""People at the gateway: signed in, each request with their token and a key of its own."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.wire import Reply, Wire

MARGIN = 240.0  # seconds that a token must still hold when a part of the run begins


@dataclass
class Person:
    """Somebody with a username and password; ``ends`` is in monotonic seconds."""

    wire: Wire
    username: str
    secret: str
    token: str = ""
    ends: float = 0.0

    async def fresh(self) -> None:
        """Sign in unless the token holds for some minutes yet."""
        if time.monotonic() < self.ends - MARGIN:
            return
        form = {"grant_type": "password", "username": self.username, "password": self.secret}
        asked = time.monotonic()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        reply = await self.wire.ask("POST", "/api/auth/token", urlencode(form).encode(), headers)
        answer = reply.json()
        self.token, self.ends = answer["access_token"], asked + float(answer["expires_in"])

    async def get(self, path: str, wait_for: str = "") -> Reply:
        """Read; with ``wait_for`` only after the service has applied these versions."""
        headers = {"authorization": f"Bearer {self.token}"}
        if wait_for:
            headers["wait-for"] = wait_for
        return await self.wire.ask("GET", path, b"", headers)

    async def post(self, path: str, body: Any, version: int | None = None) -> Reply:
        """Command; ``version`` goes into If-Match."""
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "idempotency-key": uuid4().hex,
        }
        if version is not None:
            headers["if-match"] = f'"v{version}"'
        return await self.wire.ask("POST", path, json.dumps(body).encode(), headers)
