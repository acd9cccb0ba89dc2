"""Guessing is slow: attempts count per username and per address, in all processes together.

An attempt is counted before its password is checked and taken back by success, so that many guesses
at once cannot slip through. Names and addresses are kept as digests, for the length of the window.
"""

from hashlib import sha256
from math import ceil
from typing import Any

from sqlalchemy import text

from chassis.errors import TooMany
from chassis.work import Work
from identity.settings import Settings

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(encode(CAST(:subject AS bytea), 'hex'), 7))")
PRUNE = text("DELETE FROM sign_in_attempt WHERE at < now() - make_interval(secs => :window)")
COUNT = text(
    """
    SELECT count(*) AS guesses,
           extract(epoch FROM min(at) - now() + make_interval(secs => :window)) AS wait
      FROM sign_in_attempt WHERE {column} = :subject AND at >= now() - make_interval(secs => :window)
""".replace("{column}", "username")
)
COUNT_ADDRESS = text(COUNT.text.replace("username", "address"))
ADD = text("INSERT INTO sign_in_attempt (username, address) VALUES (:username, :address)")
TAKE_BACK = text("DELETE FROM sign_in_attempt WHERE username = :username")


class Throttled(TooMany):
    """Too many failed sign-ins."""

    slug = "sign-in-throttled"


async def count_attempt(work: Work, username: str, address: str, settings: Settings) -> None:
    """Count one attempt; raises Throttled when the username or the address has had enough."""
    name, peer = _digest(username), _digest(address)
    await work.execute(LOCK, {"subject": name})
    await work.execute(PRUNE, {"window": settings.guess_window})
    for count, subject, most in (
        (COUNT, name, settings.guesses_by_username),
        (COUNT_ADDRESS, peer, settings.guesses_by_address),
    ):
        _check((await work.execute(count, {"subject": subject, "window": settings.guess_window})).one(), most)
    await work.execute(ADD, {"username": name, "address": peer})


def _check(row: Any, most: int) -> None:
    if row.guesses >= most:
        wait = max(1, ceil(row.wait))
        raise Throttled(f"Too many failed sign-ins. Try again in {wait} s.", retry_after=wait)


async def take_back(work: Work, username: str) -> None:
    """The right password was given: earlier attempts at this username no longer count."""
    await work.execute(TAKE_BACK, {"username": _digest(username)})


def _digest(value: str) -> bytes:
    return sha256(value.encode()).digest()
