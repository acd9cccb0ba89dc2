"""A running identity whose tokens it trusts itself, on real PostgreSQL and Kafka."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from chassis.http import FORWARDED_FOR, PROOF, proof
from chassis.testing import Stage, running
from contracts.identity import PERSON_STATE, PersonErased, PersonJoined, PersonRenamed, PersonSettingsChanged
from identity import keys

SECRET, GATEWAY = "correct horse battery", "a secret of the house"
CALLBACK = "https://web.example/callback"
CLIENTS = {
    "web": {
        "name": "Web <client>",
        "redirect_uris": [CALLBACK],
        "signed_out_uris": ["https://web.example/bye"],
        "renewal_overlap": 30,
    }
}


@dataclass
class Office:
    """identity on its stage, with the first administrator signed in."""

    stage: Stage
    secret: str

    def client(self, token: str = "") -> httpx2.AsyncClient:
        return self.stage.client(token)

    async def form(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form without a token."""
        async with self.client() as client:
            return await client.post(path, data=fields)

    async def guess(self, username: str, password: str, address: str = "203.0.113.1") -> httpx2.Response:
        """Try to sign in from an address, as the gateway would pass it on."""
        said = {FORWARDED_FOR: address, PROOF: proof(GATEWAY, address)}
        form = {"grant_type": "password", "username": username, "password": password}
        async with self.client() as client:
            return await client.post("/api/auth/token", data=form, headers=said)

    async def sign_in(self, username: str, password: str = SECRET) -> dict[str, Any]:
        answer = await self.form(
            "/api/auth/token", grant_type="password", username=username, password=password
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(
        self, token: str, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx2.Response:
        """A request with a token; POST gets a new Idempotency-Key."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if method == "POST":
            headers = {"Idempotency-Key": secrets.token_hex(8)} | headers
        async with self.client(token) as client:
            return await client.request(method, path, json=body, headers=headers)

    async def admin(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        token = (await self.sign_in("admin", self.secret))["access_token"]
        return await self.ask(token, method, path, body, **headers)

    async def join(self, username: str, *roles: str, **fields: Any) -> dict[str, Any]:
        """Somebody new who can sign in."""
        asked = {"username": username, "name": username.title(), "roles": roles, "password": SECRET} | fields
        answer = await self.admin("POST", "/api/identity/people", asked)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def called(self, person: dict[str, Any]) -> list[str | None]:
        """The names that the state topic gave the person, the latest last; None for a tombstone."""
        return [state["name"] if state else None for state in await self.states(person)]

    async def states(self, person: dict[str, Any]) -> list[dict[str, Any] | None]:
        """What the state topic said of the person, the latest last; None for a tombstone."""
        await self.stage.settled()
        naming = [kind.type for kind in (PersonJoined, PersonRenamed, PersonSettingsChanged, PersonErased)]
        [said] = await self.stage.rows("SELECT count(*) FROM journal WHERE type = ANY ($1)", naming)
        records = await self.stage.on_topic(PERSON_STATE.topic, said["count"])
        mine = [record.value for record in records if record.key == person["id"].encode()]
        return [json.loads(value) if value else None for value in mine]

    def authorize_query(self, verifier: str, **changes: str) -> dict[str, str]:
        hashed = hashlib.sha256(verifier.encode()).digest()
        return {
            "response_type": "code",
            "client_id": "web",
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": "st<ate",
            "nonce": "n-1",
            "code_challenge": base64.urlsafe_b64encode(hashed).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | changes

    async def by_page(
        self, browser: httpx2.AsyncClient, query: dict[str, str], username: str, password: str
    ) -> httpx2.Response:
        """Fill in the sign-in page in this browser."""
        page = await browser.get("/api/auth/authorize", params=query)
        csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert csrf, page.text
        sent = query | {"csrf": csrf[1], "username": username, "password": password}
        return await browser.post("/api/auth/authorize", data=sent)

    async def code(self, verifier: str, username: str, password: str = SECRET, **changes: str) -> str:
        """A code from the sign-in page, as a browser would get it."""
        query = self.authorize_query(verifier, **changes)
        async with self.client() as browser:
            answer = await self.by_page(browser, query, username, password)
        assert answer.status_code == 303, answer.text
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


Opened = Callable[..., Any]


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    file = tmp_path_factory.mktemp("first") / "state" / "admin-secret"
    settings: dict[str, Any] = {"admin_secret_file": file, "clients": CLIENTS, "guesses_by_address": 1000}
    settings["gateway_secret"] = GATEWAY
    async with running("identity", **settings) as stage:
        local = stage.issuer.jwks()["keys"]

        async def fetch() -> dict[str, Any]:
            own = await stage.service.database.run(keys.published, stage.settings)
            return {"keys": own["keys"] + local}

        stage.service.keys.fetch = fetch
        yield Office(stage, file.read_text().strip())
