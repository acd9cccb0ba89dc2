"""Clients that others wrote get along with our issuer as its discovery describes it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.starlette_client import OAuth

CALLBACK, SIGNED_OUT = "https://web.example/callback", "https://web.example/bye"  # as in conftest
SECRET = "correct horse battery"


@pytest.fixture
def client(office) -> Any:
    """An OpenID Connect client that knows the issuer's address and its own id, nothing else."""
    oauth = OAuth()
    return oauth.register(
        "house",
        client_id="web",
        server_metadata_url=f"{office.stage.settings.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email offline_access",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "none",
            "transport": httpx2.ASGITransport(app=office.stage.app),
        },
    )


async def signed_in(office, client: Any, username: str) -> dict[str, Any]:
    """Tokens of the code flow, with the id token verified."""
    begun = await client.create_authorization_url(CALLBACK)
    query = dict(parse_qsl(urlsplit(begun["url"]).query))
    async with office.client() as browser:
        answer = await office.by_page(browser, query, username, SECRET)
    back = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert (back["state"], back["iss"]) == (begun["state"], office.stage.settings.issuer)
    tokens = await client.fetch_access_token(
        code=back["code"], redirect_uri=CALLBACK, code_verifier=begun["code_verifier"]
    )
    return tokens | {"userinfo": await client.parse_id_token(tokens, nonce=begun["nonce"])}


async def test_a_person_signs_in_is_known_renews_and_signs_out(office, client):
    person = await office.join("oda", "seller", email="oda@example.com")
    tokens = await signed_in(office, client, "oda")
    assert tokens["scope"] == "openid profile email"
    assert tokens["userinfo"]["sub"] == person["id"]
    known = await client.userinfo(token=tokens)
    assert (known["sub"], known["name"], known["email"]) == (person["id"], "Oda", "oda@example.com")
    async with _session(office) as session:
        metadata = await client.load_server_metadata()
        renewed = await session.refresh_token(
            metadata["token_endpoint"], refresh_token=tokens["refresh_token"]
        )
    assert renewed["refresh_token"] != tokens["refresh_token"]
    left = await client.create_logout_url(SIGNED_OUT, id_token_hint=tokens["id_token"])
    async with office.client() as browser:
        answer = await browser.get(left["url"])
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{SIGNED_OUT}?state={left['state']}"
    with pytest.raises(OAuthError, match="invalid_grant"):
        async with _session(office) as session:
            await session.refresh_token(metadata["token_endpoint"], refresh_token=renewed["refresh_token"])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_machine_signs_in_with_its_secret(office, client, method):
    asked = {"client_id": method.replace("_", "-"), "name": "Web shop", "permissions": ["identity.read"]}
    machine = (await office.admin("POST", "/api/identity/machines", asked)).json()
    endpoint = (await client.load_server_metadata())["token_endpoint"]
    options = {"client_secret": machine["client_secret"], "token_endpoint_auth_method": method}
    async with _session(office, asked["client_id"], **options) as session:
        tokens = await session.fetch_token(endpoint, grant_type="client_credentials")
        assert not {"refresh_token", "id_token"} & tokens.keys()
        answer = await session.get(f"{office.stage.settings.issuer}/api/identity/people")
        assert answer.status_code == 200
    with pytest.raises(OAuthError, match="invalid_client"):
        async with _session(office, asked["client_id"], **options | {"client_secret": "wrong"}) as session:
            await session.fetch_token(endpoint, grant_type="client_credentials")


async def test_every_endpoint_of_the_discovery_answers_as_it_says(office, client):
    found = await client.load_server_metadata()
    paths = office.stage.app.openapi()["paths"]
    for name, address in found.items():
        if name.endswith("_endpoint"):
            assert urlsplit(address).path in paths, name
    assert found["scopes_supported"] == ["openid", "profile", "email"]


def _session(office, client_id: str = "web", **options: Any) -> AsyncOAuth2Client:
    transport = httpx2.ASGITransport(app=office.stage.app)
    options = {"token_endpoint_auth_method": "none"} | options
    return AsyncOAuth2Client(client_id, transport=transport, **options)
