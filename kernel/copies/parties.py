"""A service's copy of the parties that crm keeps: who each is, and whose."""

from uuid import UUID

from sqlalchemy import MetaData, RowMapping, Text, Uuid, bindparam, select

from chassis.errors import Refused, unknown
from chassis.language import _, stated
from chassis.work import Stored, Work
from contracts.crm import ClientRegistered, DistributorRegistered, PartyRevised, PartyRole
from contracts.values import Address, PartyRef
from kernel.copies.copy_columns import Copy, Kept, copy_table, created

ALWAYS = ("number", "name", "role", "owner_id")
KEPT = {
    "number": Kept(Text()),
    "name": Kept(Text()),
    "role": Kept(Text()),
    "owner_id": Kept(Uuid(), nullable=True),
    "terms_id": Kept(Uuid(), nullable=True),
    "language": Kept(Text(), nullable=True),
    "shipping_address": Kept(Stored(Address)),
    "billing_address": Kept(Stored(Address)),
    "territory": Kept(Text()),
    "segment": Kept(Text()),
    "industry": Kept(Text()),
}


def party_copy(metadata: MetaData, *columns: str) -> Copy:
    """The copy of a service that shows parties and decides nothing by them; ``columns`` are all it keeps."""
    table = copy_table("party_copy", metadata, KEPT, columns)
    return Copy(table, ClientRegistered, DistributorRegistered, PartyRevised)


class Parties:
    """Clients, leads and distributors as crm last described them."""

    def __init__(self, metadata: MetaData, *more: str) -> None:
        """``more`` are columns beside number, name, role and owner."""
        copy = party_copy(metadata, *ALWAYS, *more)
        self.table, self.projections = copy.table, copy.projections
        self._one = select(self.table).where(self.table.c.id == bindparam("wanted"))

    async def client(self, work: Work, id: UUID, permission: str | None = None) -> RowMapping:
        """The client, if the caller reaches it with this permission, or else with the request's.

        Raises Refused when there is none, or when it is out of reach; NotYet when it is too young to say.
        """
        row = await self._row(work, id, "client")
        if row["role"] == PartyRole.DISTRIBUTOR or not await _reached(work, row, permission):
            raise _missing(id, "client")
        return row

    async def distributor(self, work: Work, id: UUID) -> RowMapping:
        """The distributor; raises Refused when there is none, NotYet when it is too young to say."""
        row = await self._row(work, id, "distributor")
        if row["role"] != PartyRole.DISTRIBUTOR:
            raise _missing(id, "distributor")
        return row

    async def terms_of(self, work: Work, client_id: UUID) -> UUID | None:
        """The payment terms that a client's documents begin with, if it has its own."""
        row = await self._found(work, client_id)
        return None if row is None else row["terms_id"]

    async def language_of(self, work: Work, id: UUID) -> str | None:
        """The language of a party's papers, if it has one of its own."""
        row = await self._found(work, id)
        return None if row is None else row["language"]

    async def _row(self, work: Work, id: UUID, what: str) -> RowMapping:
        row = await self._found(work, id)
        if row is None:
            raise unknown(what, id)
        return row

    async def _found(self, work: Work, id: UUID) -> RowMapping | None:
        return (await work.execute(self._one, {"wanted": id})).mappings().one_or_none()


class PartyLanguages(Copy):
    """The languages of parties, in a service that prints papers for them and keeps nothing else of them."""

    def __init__(self, metadata: MetaData) -> None:
        copy = party_copy(metadata, "language")
        self.table, self.columns, self.projections = copy.table, copy.columns, copy.projections

    async def of(self, work: Work, id: UUID) -> str | None:
        """The language of a party's papers, if it has one of its own."""
        c = self.table.c
        found = await work.execute(select(c.language).where(c.id == bindparam("wanted")), {"wanted": id})
        language: str | None = found.scalar_one_or_none()
        return language


def reference(row: RowMapping) -> PartyRef:
    """The party as documents name it."""
    return PartyRef(id=row["id"], number=row["number"], name=row["name"])


def migration(*more: str) -> str:
    """SQL that makes the table with these columns beside those that it always has."""
    return created(Parties(MetaData(), *more).table)


def languages_migration() -> str:
    """SQL that makes the table of a service that keeps the languages alone."""
    return created(PartyLanguages(MetaData()).table)


async def _reached(work: Work, client: RowMapping, permission: str | None) -> bool:
    caller = work.caller
    if caller is None:
        return True
    return await caller.reaches(work, permission or work.permission, client["owner_id"], client["id"])


def _missing(id: UUID, what: str) -> Refused:
    return Refused(
        _("There is no %(what)s %(id)s. Check the id.", what=stated(what), id=id), slug=f"unknown-{what}"
    )
