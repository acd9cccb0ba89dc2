"""Guessing is slow: every guess at a name from one place costs a longer pause, in all processes alike.

A place is an address, or what proved itself before: a browser that signed in, a running sign-in. Those have
a budget of their own, so that strangers can lock nobody out. An attempt is counted before its password is
checked and taken back by success. Names and places are kept as digests, for the length of the window.
"""

from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.errors import TooMany
from chassis.language import _
from chassis.work import Work
from identity.settings import Settings

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(encode(CAST(:subject AS bytea), 'hex'), 7))")
PRUNE = text("DELETE FROM sign_in_attempt WHERE at < now() - make_interval(secs => :window)")
COUNT = text(
    """
    SELECT count(*) FILTER (WHERE username = :name AND address = :place) AS here,
           extract(epoch FROM now() - max(at) FILTER (WHERE username = :name AND address = :place)) AS rested,
           count(*) FILTER (WHERE username = :name AND NOT known) AS at_name,
           count(*) FILTER (WHERE address = :place) AS from_place,
           :window - extract(epoch FROM now() - min(at)) AS until_old
      FROM sign_in_attempt
     WHERE (username = :name OR address = :place) AND at >= now() - make_interval(secs => :window)
"""
)
ADD = text("INSERT INTO sign_in_attempt (username, address, known) VALUES (:name, :place, :known)")
TAKE_BACK = text("DELETE FROM sign_in_attempt WHERE username = :name AND address = :place")


class Throttled(TooMany):
    """Too many failed sign-ins."""

    slug = "sign-in-throttled"


@dataclass(frozen=True)
class Source:
    """Where an attempt comes from; ``known`` when it proved before that it belongs to this person."""

    place: str
    known: bool

    @classmethod
    def address(cls, address: str) -> "Source":
        """Anybody at this address."""
        return cls(f"address {address}", known=False)

    @classmethod
    def browser(cls, id: str) -> "Source":
        """A browser in which this person signed in before."""
        return cls(f"browser {id}", known=True)

    @classmethod
    def signed_in(cls, person_id: UUID) -> "Source":
        """Who is signed in as this person now."""
        return cls(f"person {person_id}", known=True)


async def count_attempt(work: Work, username: str, source: Source, settings: Settings) -> None:
    """Count one attempt; raises Throttled when it comes too early after the ones before."""
    name, place = _digest(username), _digest(source.place)
    await work.execute(LOCK, {"subject": name})
    await work.execute(PRUNE, {"window": settings.guess_window})
    asked = {"name": name, "place": place, "window": settings.guess_window}
    wait = _wait((await work.execute(COUNT, asked)).one(), source, settings)
    if wait > 0:
        raise Throttled(_("Too many failed sign-ins. Try again in %(wait)s s.", wait=wait), retry_after=wait)
    await work.execute(ADD, {"name": name, "place": place, "known": source.known})


def _wait(row: Any, source: Source, settings: Settings) -> int:
    """Seconds until another attempt is allowed."""
    rest = pause(row.here, settings)
    left = rest - float(row.rested) if rest else 0.0  # a later transaction may have counted before us
    if not source.known and (
        row.at_name >= settings.guesses_by_username or row.from_place >= settings.guesses_by_address
    ):
        left = max(left, 1.0, float(row.until_old or 0))
    return ceil(left) if left > 0 else 0


def pause(guesses: int, settings: Settings) -> int:
    """Seconds of rest after so many wrong guesses at one name from one place."""
    beyond = guesses - settings.free_guesses
    return 0 if beyond < 0 else min(2 ** min(beyond, 20), settings.longest_pause)


async def take_back(work: Work, username: str, source: Source) -> None:
    """The right password was given: earlier attempts at this name from there no longer count."""
    await work.execute(TAKE_BACK, {"name": _digest(username), "place": _digest(source.place)})


def _digest(value: str) -> bytes:
    return sha256(value.encode()).digest()
