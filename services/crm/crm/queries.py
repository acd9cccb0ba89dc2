"""Reading parties: one, its organisation, its people, and the lists of clients and distributors."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.errors import NotFound
from chassis.language import LANGUAGES, N_, _
from chassis.lists import Column, ListSpec
from chassis.work import Work, peek
from contracts.crm import PartyKind, PartyRole
from crm.models import Contact, contact_table, party_table
from crm.parties import find_party
from crm.schemas import ContactView, PartyView, Structure, Unit
from kernel import languages
from kernel.access import colleague, scope_condition

_c = party_table.c


def _list(name: str, where: ColumnElement[bool], roles: tuple[PartyRole, ...]) -> ListSpec:
    return ListSpec(
        name=name,
        source=party_table,
        where=where,
        scope=(_c.owner_id, _c.id),
        default_sort="name",
        words=_c.found_by,
        columns={
            "id": Column(_c.id, "uuid"),
            "number": Column(_c.number, searchable=True, code=True),
            "name": Column(_c.name, searchable=True),
            "kind": Column(_c.kind, "enum", label=N_("Type"), choices=PartyKind),
            "role": Column(_c.role, "enum", choices=roles),
            "territory": Column(_c.territory, searchable=True),
            "city": Column(_c.city, searchable=True),
            "country": Column(_c.country, searchable=True),
            "language": Column(_c.language, "enum", choices=languages.CHOICES, said=LANGUAGES, default=False),
            "industry": Column(_c.industry),
            "scale": Column(_c.scale, default=False),
            "segment": Column(_c.segment),
            "interests": Column(
                _c.interests, label=N_("Product preferences"), sortable=False, searchable=True
            ),
            "owner_id": colleague(_c.owner_id, label=N_("Sales representative")),
            "parent_id": Column(_c.parent_id, "uuid", label=N_("Unit of"), default=False),
            "external_ref": Column(
                _c.external_ref, default=False, searchable=True, label=N_("External reference"), code=True
            ),
            "created_at": Column(_c.created_at, "time", label=N_("Known since")),
            "version": Column(_c.version, "int", default=False),
        },
    )


CLIENTS = _list("clients", _c.role != PartyRole.DISTRIBUTOR, (PartyRole.LEAD, PartyRole.CLIENT))
DISTRIBUTORS = _list("distributors", _c.role == PartyRole.DISTRIBUTOR, (PartyRole.DISTRIBUTOR,))


async def party(work: Work, party_id: UUID, *, distributor: bool) -> PartyView:
    """One party; raises NotFound when absent, out of reach, or on the other list."""
    return PartyView.model_validate(await find_party(work, party_id, distributor=distributor))


async def structure(work: Work, party_id: UUID, *, distributor: bool) -> Structure:
    """Its parent and units, as far as the caller reaches them."""
    found = await find_party(work, party_id, distributor=distributor)
    units = await _units(work, _c.parent_id == party_id)
    parents = await _units(work, _c.id == found.parent_id) if found.parent_id else []
    return Structure(parent=parents[0] if parents else None, units=units)


async def _units(work: Work, condition: ColumnElement[bool]) -> list[Unit]:
    reached = scope_condition(work.caller, work.permission, owner=_c.owner_id, client=_c.id)
    rows = await work.execute(
        select(_c.id, _c.number, _c.name).where(condition, reached).order_by(_c.name, _c.id)
    )
    return [Unit(id=row.id, number=row.number, name=row.name) for row in rows]


async def contacts(work: Work, party_id: UUID, *, distributor: bool) -> list[ContactView]:
    """The people at a party, by name."""
    await find_party(work, party_id, distributor=distributor)
    columns = contact_table.c
    rows = await work.execute(
        select(contact_table).where(columns.party_id == party_id).order_by(columns.name, columns.id)
    )
    return [ContactView.model_validate(row) for row in rows]


async def contact(work: Work, party_id: UUID, contact_id: UUID, *, distributor: bool) -> ContactView:
    """One person; raises NotFound."""
    await find_party(work, party_id, distributor=distributor)
    found = await peek(work, Contact, contact_id)
    if found is None or found.party_id != party_id:
        raise NotFound(_("There is no contact %(id)s at this party.", id=contact_id))
    return ContactView.model_validate(found)
