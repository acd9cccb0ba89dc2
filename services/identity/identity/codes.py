"""Authorization codes with PKCE (RFC 7636, S256 only): good once, for a minute, for one client and URI."""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.language import _
from chassis.work import Work
from identity import sessions
from identity.models import person_table
from identity.protocol import AuthorizeRequest, TokenRequest
from identity.sessions import SignedIn, digest
from identity.settings import Client, Settings
from identity.tables import authorization_code

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class Wrong(Exception):
    """An authorization request that cannot be served; ``redirect`` says whether the client may be told."""

    error: str
    detail: str
    redirect: bool


def client_of(asked: AuthorizeRequest, settings: Settings) -> Client:
    """The registered client; raises Wrong, for whom nothing may be redirected, or whose request is bad."""
    client = settings.clients.get(asked.client_id)
    if client is None:
        raise Wrong("invalid_client", _("This client is not registered."), redirect=False)
    if asked.redirect_uri not in client.redirect_uris:
        raise Wrong("invalid_request", _("This redirect_uri is not registered."), redirect=False)
    if asked.response_type != "code":
        raise Wrong("unsupported_response_type", "Only response_type=code is served.", redirect=True)
    if asked.code_challenge_method != "S256" or not CHALLENGE.fullmatch(asked.code_challenge):
        raise Wrong("invalid_request", "PKCE with code_challenge_method=S256 is required.", redirect=True)
    if asked.prompt == "none":
        raise Wrong("login_required", "Signing in takes a page.", redirect=True)
    return client


async def issue(work: Work, settings: Settings, person_id: UUID, asked: AuthorizeRequest) -> str:
    """A code for the person who has just signed in."""
    code = secrets.token_urlsafe(32)
    await work.execute(
        insert(authorization_code).values(
            digest=digest(code),
            person_id=person_id,
            client_id=asked.client_id,
            redirect_uri=asked.redirect_uri,
            challenge=asked.code_challenge,
            nonce=asked.nonce,
            scope=asked.scope,
            expires_at=await work.now() + timedelta(seconds=settings.code_seconds),
        )
    )
    return code


async def redeem(work: Work, settings: Settings, asked: TokenRequest) -> SignedIn | None:
    """A session for the code; None when it is not good (any more).

    Any try uses the code up, and a second try ends the session of the first: the caller must commit
    even after None.
    """
    code = authorization_code
    mine = code.c.digest == digest(asked.code)
    found = (
        select(code, person_table.c.active)
        .join(person_table, person_table.c.id == code.c.person_id)
        .where(mine)
        .with_for_update(of=code)
    )
    row = (await work.execute(found)).one_or_none()
    if row is None:
        return None
    if row.used_at is not None:
        if row.session_id is not None:
            await sessions.end_session(work, row.person_id, row.session_id)
        return None
    now = await work.now()
    fits = row.active and row.expires_at > now and _fits(row, asked)
    signed_in = None
    if fits:
        signed_in = await sessions.start(work, settings, row.person_id, row.client_id, row.scope, row.nonce)
    session_id = signed_in.session_id if signed_in else None
    await work.execute(update(code).where(mine).values(used_at=now, session_id=session_id))
    return signed_in


def _fits(row: Any, asked: TokenRequest) -> bool:
    if (row.client_id, row.redirect_uri) != (asked.client_id, asked.redirect_uri):
        return False
    if not VERIFIER.fullmatch(asked.code_verifier):
        return False
    hashed = sha256(asked.code_verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    return secrets.compare_digest(challenge, row.challenge)
