"""How clients reach a document's owner: what papers say of a colleague, from identity's people.

Only services that print keep it. It goes with the person: of who was erased, nothing stays.
"""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import MetaData, Table, Text, delete, select

from chassis.inbound import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.identity import PersonState
from kernel.copies.copy_columns import Kept, copy_table, created

KEPT = {name: Kept(Text()) for name in ("name", "email", "phone")}


class ContactPerson(BaseModel):
    """Whom a client may ask about a document."""

    name: str
    email: str = ""
    phone: str = ""

    def lines(self) -> list[str]:
        """As papers print them."""
        return [line for line in (self.name, self.phone, self.email) if line]


class Colleagues:
    """The copy of people that a service which prints keeps."""

    def __init__(self) -> None:
        self._table = copy_table("colleague_copy", MetaData(), KEPT, tuple(KEPT))
        self.migration = created(self._table)
        self.projections = Projections(self._table.name)
        self.projections.on_state(PersonState)(self._remember)

    def table(self, metadata: MetaData) -> Table:
        """The table among those of the service."""
        return self._table.to_metadata(metadata)

    async def contact(self, work: Work, id: UUID) -> ContactPerson | None:
        """The person as known now; None for who is not known, or erased."""
        c = self._table.c
        found = await work.execute(select(c.name, c.email, c.phone).where(c.id == id, c.name != ""))
        row = found.mappings().one_or_none()
        return None if row is None else ContactPerson.model_validate(row)

    async def _remember(self, work: Work, batch: Sequence[Received[PersonState]]) -> None:
        latest = {received.aggregate_id: received.event for received in batch}
        rows = [
            {"id": id, "version": state.sequence} | {name: getattr(state, name) for name in KEPT}
            for id, state in latest.items()
            if state is not None
        ]
        await upsert_newer(work, self._table, rows)
        erased = sorted(id for id, state in latest.items() if state is None)
        if erased:
            await work.execute(delete(self._table).where(self._table.c.id.in_(erased)))


COLLEAGUES = Colleagues()


async def contact_lines(work: Work, owner_id: UUID) -> list[str]:
    """Whom a client may ask about a document, as papers print it; nothing while it is not known."""
    found = await COLLEAGUES.contact(work, owner_id)
    return found.lines() if found else []
