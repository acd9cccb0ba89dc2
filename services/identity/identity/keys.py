"""The issuer's ES256 keys: kept in the database, the newest signs.

A replaced key stays published for a day, so that its tokens run out; a revoked one goes at once.
"""

import json
import secrets
from hashlib import sha256
from time import monotonic
from typing import Any

from joserfc import jwe
from joserfc.jwk import ECKey, OctKey
from sqlalchemy import insert, or_, select, text, update
from sqlalchemy.sql import func

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Database, Work
from identity.schemas import KeyView
from identity.settings import Settings
from identity.tables import signing_key

LOCK = text("SELECT pg_advisory_xact_lock(0x53414C4553)")
SEAL = {"alg": "dir", "enc": "A256GCM"}
FRESH_SECONDS = 5.0


async def one_at_a_time(work: Work) -> None:
    """Let other processes wait until this work is committed."""
    await work.execute(LOCK)


async def ensure(work: Work, settings: Settings) -> None:
    """Make the first key; safe when several processes start together."""
    await one_at_a_time(work)
    if (await work.execute(select(1).where(signing_key.c.retired_at.is_(None)))).first() is None:
        await _add(work, settings)


async def rotate(work: Work, settings: Settings) -> str:
    """Sign with a new key from now on; returns its kid. Services fetch it when they first meet it."""
    await one_at_a_time(work)
    current = signing_key.c.retired_at.is_(None)
    await work.execute(update(signing_key).where(current).values(retired_at=func.now()))
    return await _add(work, settings)


async def revoke(work: Work, settings: Settings, kid: str) -> None:
    """Take the key back for good, as after a theft; the current one is replaced first. Raises NotFound."""
    await one_at_a_time(work)
    keys = signing_key.c
    meant = (keys.kid == kid) & keys.revoked_at.is_(None)
    row = (await work.execute(select(keys.retired_at).where(meant))).one_or_none()
    if row is None:
        raise NotFound(_("There is no signing key %(kid)s, or it was revoked before.", kid=kid))
    if row.retired_at is None:
        await rotate(work, settings)
    await work.execute(update(signing_key).where(meant).values(revoked_at=func.now()))


async def listed(work: Work) -> list[KeyView]:
    """All keys there ever were, the newest first."""
    rows = await work.execute(select(signing_key).order_by(signing_key.c.created_at.desc()))
    return [KeyView.model_validate(row) for row in rows]


async def published(work: Work, settings: Settings) -> dict[str, Any]:
    """The JWKS document: the current key and those that were replaced lately, without private parts."""
    lately = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, settings.retired_key_seconds)
    keys = signing_key.c
    rows = await work.execute(
        select(keys.public)
        .where(keys.revoked_at.is_(None), or_(keys.retired_at.is_(None), keys.retired_at > lately))
        .order_by(keys.created_at.desc())
    )
    return {"keys": list(rows.scalars())}


class Signer:
    """The current key of this process, read again every few seconds."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._key: ECKey | None = None
        self._read_at = 0.0

    async def key(self) -> ECKey:
        """The key to sign with."""
        if self._key is None or monotonic() - self._read_at > FRESH_SECONDS:
            self._key = await self._database.run(_current, self._settings)
            self._read_at = monotonic()
        return self._key

    def forget(self) -> None:
        """Read the key again before the next signature."""
        self._key = None


async def _current(work: Work, settings: Settings) -> ECKey:
    private = (
        await work.execute(select(signing_key.c.private).where(signing_key.c.retired_at.is_(None)))
    ).scalar_one()
    return ECKey.import_key(json.loads(_opened(private, settings)))


async def _add(work: Work, settings: Settings) -> str:
    kid = secrets.token_urlsafe(12)
    key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})
    private = _sealed(json.dumps(key.as_dict(private=True)), settings)
    await work.execute(
        insert(signing_key).values(kid=kid, public=key.as_dict(private=False), private=private)
    )
    return kid


def _sealing_key(settings: Settings) -> OctKey:
    return OctKey.import_key(sha256(settings.key_secret.get_secret_value().encode()).digest())


def _sealed(private: str, settings: Settings) -> str:
    if not settings.key_secret.get_secret_value():
        return private
    return jwe.encrypt_compact(SEAL, private.encode(), _sealing_key(settings))


def _opened(stored: str, settings: Settings) -> str:
    if stored.startswith("{"):
        return stored
    plain = jwe.decrypt_compact(stored, _sealing_key(settings)).plaintext
    assert plain is not None
    return plain.decode()
