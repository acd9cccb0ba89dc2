"""Idempotency keys: the answer of a command is kept in the transaction of its effect, for seven days.

Only success is kept; a refusal rolled back and may be tried again with the same key.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.errors import Conflict, Refused
from chassis.language import _
from chassis.work.work import Work

# The lock is tried before the row is read, in one statement with the clock that the command needs anyway.
LOOK_UP = text("""
SELECT pg_try_advisory_xact_lock(:lock) AS mine, now() AS now, (now() AT TIME ZONE :zone)::date AS today,
       i.status, i.headers::text, i.body, i.fingerprint
  FROM (SELECT 1) AS one
  LEFT JOIN idempotency i ON i.person_id = :person AND i.route = :route AND i.key = :key
""")
PRUNE = text("DELETE FROM idempotency WHERE created_at < now() - interval '7 days'")


@dataclass(frozen=True)
class Ask:
    """Which answer is meant: a person's key on a route, and the fingerprint of what was sent with it."""

    person_id: UUID
    route: str
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> int:
        """The advisory lock of this key, a signed 64-bit number."""
        name = f"{self.person_id}\n{self.route}\n{self.key}".encode()
        return int.from_bytes(sha256(name).digest()[:8], signed=True)


@dataclass(frozen=True)
class Answer:
    """A success, ready for the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """What the request asks for, whatever the order of its JSON keys."""
    with suppress(ValueError):  # not JSON, or nothing: the bytes themselves
        body = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    return sha256(f"{method} {path}\n".encode() + body).digest()


async def stored_answer(work: Work, ask: Ask, *, claim: bool = True) -> Answer | None:
    """The stored answer, or None after the key was locked for this transaction; sets the work's clock.

    Raises Refused when the key came with another request, and Conflict when it is being worked on now.
    """
    about = {"lock": ask.lock, "person": ask.person_id, "route": ask.route, "key": ask.key}
    row = (await work.execute(LOOK_UP, about | {"zone": work.settings.company_zone})).one()
    work.clock = (row.now, row.today)
    if row.status is not None:
        return _stored(row, ask)
    if claim and not row.mine:
        raise Conflict(
            _("A request with this Idempotency-Key is being worked on. Wait a moment and repeat it."),
            slug="idempotency-key-in-use",
        )
    return None


def _stored(row: Any, ask: Ask) -> Answer:
    if row.fingerprint != ask.fingerprint:
        raise Refused(
            _("This Idempotency-Key was used for another request. Take a new key for a new intention."),
            slug="idempotency-key-reused",
        )
    return Answer(row.status, json.loads(row.headers), row.body)


def keep_answer(work: Work, ask: Ask, answer: Answer) -> None:
    """Have the answer kept, in the transaction of the effect and with its last statement."""
    headers = json.dumps(dict(answer.headers))
    about = {"person_id": ask.person_id, "route": ask.route, "key": ask.key, "fingerprint": ask.fingerprint}
    work.answer = about | {"status": answer.status, "headers": headers, "body": answer.body}


async def prune(work: Work) -> int:
    """Forget answers older than seven days; returns how many."""
    return (await work.execute(PRUNE)).rowcount
