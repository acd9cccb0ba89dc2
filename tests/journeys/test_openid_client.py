"""openid-client, with which programs for Node.js sign in, gets along with our issuer on a real address."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from generating import locked_packages, run

from chassis.testing import Stage, running, until
from client import ApiClient
from saleswire.places import HOST, free_ports

HERE = Path(__file__).with_name("openid")
CALLBACK, SIGNED_OUT = "https://web.example/callback", "https://web.example/bye"
WEB = {"name": "Web", "redirect_uris": [CALLBACK], "signed_out_uris": [SIGNED_OUT]}
PERSON = {"username": "oda", "password": "correct horse battery"}
pytestmark = pytest.mark.timeout(300)  # npm brings the packages first


@dataclass
class Issuer:
    """identity on an address of its own, and the first administrator's secret."""

    stage: Stage
    secret: str

    @property
    def address(self) -> str:
        return self.stage.settings.issuer

    async def admin(self, path: str, body: Any) -> Any:
        """What the first administrator makes."""
        async with ApiClient(self.address, "admin", self.secret) as api:
            return (await api.post(path, body)).body


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[Issuer]:
    port, file = free_ports("identity")["identity"], tmp_path / "first" / "admin-secret"
    address = f"http://{HOST}:{port}"
    told: dict[str, Any] = {"issuer": address, "jwks_url": f"{address}/.well-known/jwks.json"}
    async with running("identity", admin_secret_file=file, clients={"web": WEB}, **told) as stage:
        stage.service.keys.fetch = stage.service.keys._download  # here it gives the tokens itself
        server = uvicorn.Server(uvicorn.Config(stage.app, HOST, port, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve())
        await until(lambda: asyncio.sleep(0, server.started))
        yield Issuer(stage, file.read_text().strip())
        server.should_exit = True
        await serving


async def test_people_and_machines_sign_in_with_openid_client(issuer: Issuer, tmp_path: Path) -> None:
    person = await issuer.admin("/api/identity/people", PERSON | {"name": "Oda", "email": "oda@example.com"})
    machines = [await _machine(issuer, method) for method in ("ClientSecretBasic", "ClientSecretPost")]
    node = await locked_packages(HERE, tmp_path, "sign_in.js")
    told = {"issuer": issuer.address, "callback": CALLBACK, "signedOut": SIGNED_OUT, "person": PERSON}
    asked = json.dumps(told | {"machines": machines})
    got = json.loads(await run([node.node, str(tmp_path / "sign_in.js"), asked], tmp_path))

    known = {"sub": person["id"], "preferred_username": "oda", "name": "Oda", "email": "oda@example.com"}
    assert got["person"] == {
        "scope": "openid profile email",
        "known": known,
        "renewed": True,
        "leftTo": f"{SIGNED_OUT}?state=<state>",
        "afterwards": "invalid_grant",
    }
    tokens = ["access_token", "expires_in", "scope", "token_type"]
    seen = {"status": 200, "fields": tokens, "scheme": "basic", "error": "invalid_client"}
    assert got["machines"] == [seen] * 2


async def _machine(issuer: Issuer, method: str) -> dict[str, str]:
    asked = {"client_id": method.lower(), "name": method, "permissions": ["identity.read"]}
    made = await issuer.admin("/api/identity/machines", asked)
    return {"id": made["client_id"], "secret": made["client_secret"], "method": method}
