"""One unit of work: a transaction, who began it and why, and what it will publish.

Commands, queries, reactions and timers all receive a ``Work``; none of them commits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Executable, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.aggregates import Aggregate
from chassis.closing import close
from chassis.errors import Forbidden, NotFound, Refused
from chassis.outbox import Outgoing
from chassis.settings import Settings
from contracts.event import Event, State, new_id

if TYPE_CHECKING:
    from chassis.access import Caller

CLOCK = text("SELECT now() AS now, (now() AT TIME ZONE :zone)::date AS today")


@dataclass(kw_only=True)
class Work:
    """See the module; ``via`` is ``api``, ``web``, ``import``, ``reaction:<group>`` or ``timer:<name>``."""

    connection: AsyncConnection
    settings: Settings
    actor: UUID | None = None
    caller: "Caller | None" = None
    permission: str = ""
    causation_id: UUID = field(default_factory=new_id)
    correlation_id: UUID | None = None
    via: str = "system"
    expected_version: tuple[type[Aggregate], int] | None = None
    outgoing: Outgoing = field(default_factory=Outgoing)
    clock: tuple[datetime, date] | None = None
    existing: bool = False  # a creating command found what it was to make: 200 instead of 201
    answer: tuple[Any, ...] | None = None  # a row of the answers kept for idempotency
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # called once it is committed

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one Core statement in this transaction."""
        return await self.connection.execute(statement, parameters)

    def publish(self, aggregate: Aggregate, event: Event, *, deal: UUID | None = None) -> None:
        """Say that this happened to the aggregate; raises its version, goes out with the commit.

        ``deal`` is the correlation id for aggregates that serve many deals, such as a credit account.
        """
        self.outgoing.event(
            aggregate, event, deal, causation_id=self.causation_id, actor=self.actor, via=self.via
        )

    def send_state(self, state: State, sequence: int, *, erased: bool = False) -> None:
        """Send personal data on its compacted topic, or a tombstone that erases it."""
        self.outgoing.state(
            state, sequence, erased=erased, causation_id=self.causation_id, actor=self.actor, via=self.via
        )

    def new_correlation(self) -> UUID:
        """Correlation id for a new document: the deal's that this work belongs to, else a new deal's."""
        return self.correlation_id or new_id()

    async def now(self) -> datetime:
        """The database's clock at the start of this transaction."""
        return (await self._clock())[0]

    async def today(self) -> date:
        """Today in the company's zone, by the database's clock."""
        return (await self._clock())[1]

    async def _clock(self) -> tuple[datetime, date]:
        if self.clock is None:
            row = (await self.execute(CLOCK, {"zone": self.settings.company_zone})).one()
            self.clock = (row.now, row.today)
        return self.clock

    async def business_date(self, asked: date | None) -> date:
        """The date that decides price, validity and due dates: today, or the asked one.

        A person needs the permission ``backdate`` for another date than today; raises Forbidden.
        """
        today = await self.today()
        if asked is None or asked == today:
            return today
        if self.caller is not None and not self.caller.may("backdate"):
            raise Forbidden(
                f"Only people with the permission backdate may use {asked} instead of today, {today}."
            )
        return asked

    async def step_date(self, asked: date | None) -> date:
        """The business date of a step that is taken: never in the future; raises Forbidden or Refused."""
        return await self._happened(await self.business_date(asked))

    async def outside_date(self, asked: date | None) -> date:
        """The day of what happened outside, such as money received; today when not asked for another.

        Nobody needs a permission for it. Raises Refused in the future and in a closed period.
        """
        day = await self._happened(asked or await self.today())
        closed = self.settings.company_closed_until
        if closed is not None and day <= closed:
            raise Refused(
                f"The books are closed until {closed}. Give a later day than {day}.", slug="closed-period"
            )
        return day

    async def _happened(self, day: date) -> date:
        today = await self.today()
        if day > today:
            raise Refused(f"This cannot have happened on {day}: today is {today}.", slug="future-day")
        return day

    async def reach(self, owner_id: UUID | None, client_id: UUID | None, what: str = "document") -> None:
        """Raise NotFound when it lies outside the caller's scope for this route's permission."""
        if self.caller is not None and not await self.caller.reaches(
            self, self.permission, owner_id, client_id
        ):
            raise NotFound(f"There is no such {what}.")

    async def flush(self) -> None:
        """Write what was published, and the answer to keep; the chassis calls it just before COMMIT."""
        await close(self)
