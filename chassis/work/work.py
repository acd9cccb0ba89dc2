"""One unit of work: a transaction, who began it and why, and what it will publish.

Commands, queries, reactions and timers all receive a ``Work``; none of them commits.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from chassis import number_formats
from chassis.errors import Forbidden, NotFound, Refused
from chassis.language import _, stated
from chassis.settings import Settings
from chassis.work import statements
from chassis.work.aggregates import Aggregate
from chassis.work.outgoing import Outgoing
from contracts.event import Event, State, new_id

CLOCK = text("SELECT now() AS now, (now() AT TIME ZONE :zone)::date AS today")


class Caller(Protocol):
    """Who asks at the API, and how far each of their permissions reaches; the kernel's access says it."""

    @property
    def person_id(self) -> UUID: ...

    def may(self, permission: str) -> bool:
        """Whether the person holds the permission, however far it reaches."""

    def holds_by_name(self, permission: str) -> bool:
        """Whether a role names this very permission: wildcards do not reach what is a few people's alone."""

    def require(self, permission: str) -> None:
        """Raise Forbidden when the person does not hold the permission."""

    def scope(self, permission: str) -> str | None:
        """How far the permission reaches, or None when the person does not hold it."""

    def reach(self, permission: str) -> tuple[Any, ...]:
        """Equal for those who reach the same documents by it."""

    async def reaches(
        self, work: "Work", permission: str, owner_id: UUID | None, client_id: UUID | None
    ) -> bool:
        """Whether a document of this owner and client lies within the permission's scope."""

    def within(
        self, permission: str, *, owner: ColumnElement[Any] | None, client: ColumnElement[Any] | None = None
    ) -> ColumnElement[bool]:
        """The SQL condition that keeps what lies within the permission's scope."""


@dataclass(kw_only=True)
class Work:
    """See the module; ``via`` is ``api``, ``web``, ``import``, ``reaction:<group>`` or ``timer:<name>``.

    What a revision of the database says is said via ``migration``, without one of these.
    """

    connection: AsyncConnection
    settings: Settings
    actor: UUID | None = None
    caller: Caller | None = None
    permission: str = ""
    causation_id: UUID = field(default_factory=new_id)
    correlation_id: UUID | None = None
    via: str = "system"
    expected_version: tuple[type[Aggregate], int] | None = None
    outgoing: Outgoing = field(default_factory=Outgoing)
    clock: tuple[datetime, date] | None = None
    existing: bool = False  # a creating command found what it was to make: 200 instead of 201
    answer: dict[str, Any] | None = None  # a row of the answers kept for idempotency
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # called once it is committed

    async def execute(
        self, statement: Executable, values: statements.Values | Sequence[statements.Values] | None = None
    ) -> statements.Rows:
        """Run one statement of SQLAlchemy's, text or made of tables, in this transaction.

        Of ``values``, each is given by the name of its parameter; several of them run it once for each and
        give no rows. Raises SQLAlchemy's errors.
        """
        return await statements.run(self.connection, statement, values)

    async def scalar(self, statement: Executable, values: statements.Values | None = None) -> Any:
        """The first value of the first row; None without one."""
        return (await self.execute(statement, values)).scalar()

    def stream(self, statement: Executable) -> AsyncIterator[Sequence[Any]]:
        """Rows that are too many to lie here together, one after the other."""
        return statements.stream(self.connection, statement)

    def savepoint(self) -> AsyncTransaction:
        """``async with work.savepoint():`` takes back what was done within, no more, when that raises."""
        return self.connection.begin_nested()

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
                _(
                    "Only people with the permission backdate may use %(asked)s instead of today, %(today)s.",
                    asked=number_formats.day(asked),
                    today=number_formats.day(today),
                )
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
                _(
                    "The books are closed until %(closed)s. Give a later day than %(day)s.",
                    closed=number_formats.day(closed),
                    day=number_formats.day(day),
                ),
                slug="closed-period",
            )
        return day

    async def _happened(self, day: date) -> date:
        today = await self.today()
        if day > today:
            raise Refused(
                _(
                    "This cannot have happened on %(day)s: today is %(today)s.",
                    day=number_formats.day(day),
                    today=number_formats.day(today),
                ),
                slug="future-day",
            )
        return day

    async def reach(self, owner_id: UUID | None, client_id: UUID | None, what: str = "document") -> None:
        """Raise NotFound when it lies outside the caller's scope for this route's permission."""
        if self.caller is not None and not await self.caller.reaches(
            self, self.permission, owner_id, client_id
        ):
            raise NotFound(_("There is no such %(what)s.", what=stated(what)))
