"""Sign-ins: a session is one family of refresh tokens, of which only the newest is good.

An older one that comes again was stolen, or its thief used the newest: either way the family ends and
SessionRevoked makes every service refuse its access tokens.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from chassis.work import Work, load, save
from contracts.event import new_id
from identity.models import Person, person_table
from identity.settings import SCOPES, Settings
from identity.tables import (
    authorization_code,
    credential,
    machine_secret,
    preference,
    refresh_token,
    session,
)


@dataclass(frozen=True)
class SignedIn:
    """A session and the refresh token that continues it, if any does."""

    person_id: UUID
    session_id: UUID
    client_id: str
    scope: str
    refresh_token: str
    nonce: str = ""


def digest(token: str) -> bytes:
    """How tokens and codes are kept; they are random enough to need no salt."""
    return sha256(token.encode()).digest()


async def start(
    work: Work, settings: Settings, person_id: UUID, client_id: str, scope: str, nonce: str = ""
) -> SignedIn:
    """A new session of the person; of the scope only what we know is granted."""
    await _prune(work)
    granted = " ".join(word for word in scope.split() if word in SCOPES)
    session_id = new_id()
    await work.execute(
        insert(session).values(
            id=session_id,
            person_id=person_id,
            client_id=client_id,
            scope=granted,
            expires_at=await work.now() + timedelta(seconds=settings.session_seconds),
        )
    )
    token = secrets.token_urlsafe(32)
    await _keep(work, settings, session_id, token)
    return SignedIn(person_id, session_id, client_id, granted, token, nonce)


async def start_short(work: Work, settings: Settings, person_id: UUID, client_id: str) -> SignedIn:
    """A session that ends with its access token: a machine has its secret and renews nothing."""
    session_id = new_id()
    ends = await work.now() + timedelta(seconds=settings.access_token_seconds)
    await work.execute(
        insert(session).values(
            id=session_id, person_id=person_id, client_id=client_id, scope="", expires_at=ends
        )
    )
    return SignedIn(person_id, session_id, client_id, "", "")


async def rotate(work: Work, settings: Settings, token: str, client_id: str) -> SignedIn | None:
    """The session with its next token; None when the token is not good (any more).

    A token that was used before ends its session, so the caller must commit even after None; but a client
    of many tabs and replicas, which renew side by side, gets the same successor again for some seconds.
    """
    row = (await work.execute(_family(token))).one_or_none()
    if row is None or (client_id and client_id != row.client_id):
        return None
    now = await work.now()
    if row.used_at is not None and row.used_at + _overlap(settings, row.client_id) <= now:
        await _end_one(work, row.person_id, row.session_id)
        return None
    if row.revoked_at is not None or not row.active or min(row.expires_at, row.session_ends) <= now:
        return None
    following = _successor(token, row.seed)
    if row.used_at is None:
        used = update(refresh_token).where(refresh_token.c.digest == digest(token)).values(used_at=now)
        await work.execute(used)
        await _keep(work, settings, row.session_id, following)
    return SignedIn(row.person_id, row.session_id, row.client_id, row.scope, following)


async def end_family(work: Work, token: str) -> None:
    """End the session of a refresh token, used or not; an unknown token changes nothing."""
    row = (await work.execute(_family(token))).one_or_none()
    if row is not None:
        await _end_one(work, row.person_id, row.session_id)


async def end_session(work: Work, person_id: UUID, session_id: UUID) -> None:
    """End one session of the person, if it still runs."""
    await _end_one(work, person_id, session_id)


async def end_all(work: Work, person: Person) -> int:
    """End all running sessions of the loaded person; the caller saves the person."""
    running = (
        update(session)
        .where(
            session.c.person_id == person.id,
            session.c.revoked_at.is_(None),
            session.c.expires_at > func.now(),
        )
        .values(revoked_at=func.now())
        .returning(session.c.id)
    )
    ended = sorted((await work.execute(running)).scalars())
    for session_id in ended:
        work.publish(person, person.end(session_id))
    return len(ended)


async def forget(work: Work, person_id: UUID) -> None:
    """Delete everything by which the person signed in, and what they arranged for themselves."""
    for table in (credential, machine_secret, preference, authorization_code, session):
        await work.execute(delete(table).where(table.c.person_id == person_id))


async def _end_one(work: Work, person_id: UUID, session_id: UUID) -> None:
    person = await load(work, Person, person_id)
    running = (
        update(session)
        .where(session.c.id == session_id, session.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
    if (await work.execute(running)).rowcount:
        work.publish(person, person.end(session_id))
        await save(work, person)


def _overlap(settings: Settings, client_id: str) -> timedelta:
    client = settings.clients.get(client_id)
    return timedelta(seconds=client.renewal_overlap if client else 0)


def _family(token: str) -> Any:
    return (
        select(
            refresh_token.c.session_id,
            refresh_token.c.expires_at,
            refresh_token.c.used_at,
            session.c.person_id,
            session.c.client_id,
            session.c.scope,
            session.c.revoked_at,
            session.c.seed,
            session.c.expires_at.label("session_ends"),
            person_table.c.active,
        )
        .join(session, session.c.id == refresh_token.c.session_id)
        .join(person_table, person_table.c.id == session.c.person_id)
        .where(refresh_token.c.digest == digest(token))
        .with_for_update(of=refresh_token)
    )


def _successor(token: str, seed: bytes) -> str:
    # made of the token, so that it needs no place to be kept; the seed alone, as in a backup, gives nothing
    return base64.urlsafe_b64encode(hmac.digest(seed, token.encode(), "sha256")).rstrip(b"=").decode()


async def _keep(work: Work, settings: Settings, session_id: UUID, token: str) -> None:
    ends = await work.now() + timedelta(seconds=settings.refresh_token_seconds)
    await work.execute(
        insert(refresh_token).values(digest=digest(token), session_id=session_id, expires_at=ends)
    )


async def _prune(work: Work) -> None:
    # tokens go with their session: a used one must be recognised for as long as the session could run
    await work.execute(delete(session).where(session.c.expires_at < func.now() - timedelta(days=1)))
    await work.execute(
        delete(authorization_code).where(authorization_code.c.expires_at < func.now() - timedelta(days=1))
    )
