"""Passwords: argon2 in a thread, a few at a time, and the same time whether or not the person exists.

It takes long, so that nobody may hold a connection meanwhile: that is an error at once.
"""

import asyncio
import secrets
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import Refused
from chassis.language import _
from chassis.work import Work, must_hold_none
from identity.settings import Settings
from identity.tables import credential


class Passwords:
    """Hashes and checks; memory is bounded by ``argon2_at_once`` × ``argon2_memory_kib``."""

    def __init__(self, settings: Settings) -> None:
        self._shortest = settings.shortest_password
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time,
            memory_cost=settings.argon2_memory_kib,
            parallelism=settings.argon2_parallel,
        )
        self._at_once = asyncio.Semaphore(settings.argon2_at_once)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, secret: str) -> str:
        """The hash to store; raises Refused for a secret that is too short."""
        must_hold_none()
        if len(secret) < self._shortest:
            raise Refused(
                _("A password has at least %(shortest)s characters.", shortest=self._shortest),
                slug="password-too-short",
            )
        async with self._at_once:
            return await asyncio.to_thread(self._hasher.hash, secret)

    async def matches(self, hashed: str | None, secret: str) -> bool:
        """Whether this is the secret; None, for nobody, takes as long and is never right."""
        must_hold_none()
        async with self._at_once:
            right = await asyncio.to_thread(self._verify, hashed or self._nobodys, secret)
        return right and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, hashed: str, secret: str) -> bool:
        try:
            return self._hasher.verify(hashed, secret)
        except (VerificationError, InvalidHashError):
            return False


async def store(work: Work, person_id: UUID, hashed: str) -> None:
    """Keep the hash as the person's only one."""
    given = insert(credential).values(person_id=person_id, hash=hashed)
    await work.execute(
        given.on_conflict_do_update(
            index_elements=["person_id"], set_={"hash": hashed, "changed_at": func.now()}
        )
    )
