"""Signing keys: replaced in peace, and taken back at once."""

import base64
import json

import pytest
from pydantic import ValidationError

from identity.settings import Settings

KEYS = "/api/identity/signing-keys"


async def published(office) -> set[str]:
    async with office.client() as client:
        found = (await client.get("/.well-known/jwks.json")).json()
    return {key["kid"] for key in found["keys"]}


def kid_of(token: str) -> str:
    header = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]


def forget_keys(office) -> None:
    office.stage.service.keys._tried = office.stage.service.keys._fetched = -1e9


async def test_a_replaced_key_stays_published_and_a_revoked_one_does_not(office):
    old = (await office.sign_in("admin", office.secret))["access_token"]
    assert (await office.admin("POST", f"{KEYS}/rotate")).status_code == 201
    forget_keys(office)
    assert kid_of(old) in await published(office)
    revoked = await office.admin("POST", f"{KEYS}/{kid_of(old)}/revoke")
    assert revoked.status_code == 200, revoked.text
    assert kid_of(old) not in await published(office)
    forget_keys(office)
    assert (await office.ask(old, "GET", "/api/identity/me")).status_code == 401
    listed = {key["kid"]: key for key in (await office.admin("GET", KEYS)).json()}
    assert listed[kid_of(old)]["revoked_at"]
    again = await office.admin("POST", f"{KEYS}/{kid_of(old)}/revoke")
    assert again.status_code == 404


async def test_the_current_key_can_be_revoked_and_another_signs_at_once(office):
    forget_keys(office)
    stolen = (await office.sign_in("admin", office.secret))["access_token"]
    assert (await office.admin("POST", f"{KEYS}/{kid_of(stolen)}/revoke")).status_code == 200
    fresh = (await office.sign_in("admin", office.secret))["access_token"]
    assert kid_of(fresh) != kid_of(stolen)
    assert kid_of(fresh) in await published(office)
    assert kid_of(stolen) not in await published(office)


@pytest.mark.parametrize("word", ["", "short"])
def test_in_production_nothing_starts_while_private_keys_would_lie_in_the_open(word):
    others = {"cursor_secret": "x" * 16, "gateway_secret": "y" * 16}
    told = {"database_url": "postgresql://x", "environment": "production"} | others
    with pytest.raises(ValidationError, match="SALESWIRE_KEY_SECRET must be set"):
        Settings(**told, key_secret=word)
    assert Settings(**told, key_secret="z" * 16).environment == "production"
