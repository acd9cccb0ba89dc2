"""Who asks: a person with a sign-in, looked up as the service says and kept for a few seconds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from chassis.work import Caller, Database, Work

KEPT_SECONDS = 5.0
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Standing:
    """A person and a session as the service knows them; ``caller`` is None for people without access.

    ``known`` is False as long as nothing was heard of the person, or of a role that the person holds.
    """

    caller: Caller | None
    revoked: bool
    known: bool = True


LookUp = Callable[[Work, UUID, UUID], Awaitable[Standing]]


class Callers:
    """Looks people up and remembers them for a few seconds; who changes access data drops them."""

    def __init__(self, database: Database, look_up: LookUp, clock: Callable[[], float] = monotonic) -> None:
        self.database = database
        self.clock = clock
        self.look_up = look_up
        self._kept: dict[tuple[UUID, UUID], tuple[float, Standing]] = {}

    async def standing(self, person_id: UUID, session_id: UUID) -> Standing:
        """The person's access and whether the session was revoked, at most 5 s old."""
        kept = self._kept.get((person_id, session_id))
        if kept is not None and kept[0] > self.clock():
            return kept[1]
        standing = await self.database.read(self.look_up, person_id, session_id)
        if not standing.known:
            return standing  # may be known in a moment
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[person_id, session_id] = (self.clock() + KEPT_SECONDS, standing)
        return standing

    def drop(self) -> None:
        """Forget everybody: access data changed."""
        self._kept.clear()
