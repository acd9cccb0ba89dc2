"""Machines sign in with a client id and a secret (client_credentials, RFC 6749 §4.4).

A machine is a person of its own kind, so that every service knows what it may do and who did it. Its
secrets are random enough to be kept as plain digests.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from chassis.work import Work
from identity import sessions
from identity.models import person_table
from identity.sessions import SignedIn, digest
from identity.settings import Settings
from identity.tables import machine_secret


async def sign_in(work: Work, settings: Settings, client_id: str, secret: str) -> SignedIn | None:
    """A short session of the machine; None unless the secret is one of its own and still good."""
    people, given = person_table.c, machine_secret.c
    good = (given.digest == digest(secret)) & or_(given.expires_at.is_(None), given.expires_at > func.now())
    meant = select(people.id).join(machine_secret, given.person_id == people.id)
    meant = meant.where(good, people.username == client_id, people.active, people.machine)
    id = (await work.execute(meant)).scalar()
    if id is None:
        return None
    used = update(machine_secret).where(given.digest == digest(secret)).values(last_used_at=func.now())
    await work.execute(used)
    return await sessions.start_short(work, settings, id, client_id)


async def give_secret(work: Work, id: UUID, overlap_seconds: int = 0) -> str:
    """Another secret of the machine; those before are good for the overlap at most."""
    secret, given = secrets.token_urlsafe(32), machine_secret.c
    ends = await work.now() + timedelta(seconds=overlap_seconds)
    sooner = update(machine_secret).where(
        given.person_id == id, or_(given.expires_at.is_(None), given.expires_at > ends)
    )
    await work.execute(sooner.values(expires_at=ends))
    await work.execute(insert(machine_secret).values(digest=digest(secret), person_id=id))
    return secret
