"""What people do with parties. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, text

from chassis.errors import Conflict, NotFound, Refused, refused
from chassis.inbound import upsert_newer
from chassis.language import _
from chassis.work import Work, add, load, next_from_sequence, save
from contracts.crm import PartyRole
from contracts.event import new_id
from contracts.text import folded
from crm.models import Contact, Party, contact_table, party_table
from crm.parties import find_party, must_be
from crm.schemas import EditContact, EditParty, NewClient, NewContact, NewDistributor
from crm.territories import check_territory
from kernel.access import access_client, check_person
from kernel.payment_terms import check_terms

_party = party_table.c
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 3))")

# a telephone also in digits alone, as few type it as it was noted
FOUND_BY_PEOPLE = text(r"""
UPDATE party SET people = coalesce((
    SELECT string_agg(concat_ws(' ', name, email, phone,
                                '+' || regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g')), E'\n')
      FROM contact WHERE party_id = party.id), '')
 WHERE id = :party
""")
FORGET_ANSWERS = text("DELETE FROM idempotency WHERE route LIKE '%/contacts' AND position(:id IN body) > 0")


async def register_client(work: Work, asked: NewClient) -> Party:
    """Register a lead or client."""
    return await _register(work, asked, asked.role, "C", "client_number")


async def register_distributor(work: Work, asked: NewDistributor) -> Party:
    """Register a distributor."""
    return await _register(work, asked, PartyRole.DISTRIBUTOR, "D", "distributor_number")


async def _register(
    work: Work, asked: NewClient | NewDistributor, role: PartyRole, prefix: str, sequence: str
) -> Party:
    await check_territory(work, asked.territory)
    if asked.owner_id is not None:
        await check_person(work, asked.owner_id, "/owner_id")
    if not asked.allow_duplicate:
        await _check_duplicate(work, asked.name, asked.territory, role)
    id = new_id()
    given = {name: getattr(asked, name) for name in asked.__class__.model_fields if name in Party.columns()}
    party = Party(
        **given
        | {
            "id": id,
            "correlation_id": work.correlation_id or id,
            "role": role,
            "number": f"{prefix}-{await next_from_sequence(work, sequence):06d}",
            "owner_id": asked.owner_id or work.actor,
            "billing_address": asked.billing_address or asked.shipping_address,
        }
    )
    await _check_parent(work, party)
    if party.terms_id is not None:
        await check_terms(work, party.terms_id)
    work.publish(party, party.register())
    await add(work, party)
    await _place(work, party)
    return party


async def edit_party(work: Work, id: UUID, asked: EditParty, *, distributor: bool) -> Party:
    """Change the fields that are given; a change that changes nothing is no event."""
    party = must_be(await load(work, Party, id), distributor=distributor)
    for name in asked.model_fields_set - {"allow_duplicate"}:
        setattr(party, name, getattr(asked, name))
    changed = party.changed()
    if not changed:
        return party
    if "territory" in changed:
        await check_territory(work, party.territory)
    if party.owner_id is not None and "owner_id" in changed:
        await check_person(work, party.owner_id, "/owner_id")
    if not asked.allow_duplicate and _stands_elsewhere(party, changed):
        await _check_duplicate(work, party.name, party.territory, PartyRole(party.role), but=party.id)
    if "parent_id" in changed:
        await _check_parent(work, party)
    if party.terms_id is not None and "terms_id" in changed:
        await check_terms(work, party.terms_id)
    work.publish(party, party.revise())
    await save(work, party)
    await _place(work, party)
    return party


async def convert_lead(work: Work, id: UUID) -> None:
    """The party ordered: if it was a lead it is a client from now on."""
    party = await load(work, Party, id)
    event = party.convert()
    if event is not None:
        work.publish(party, event)
        await save(work, party)


async def add_contact(work: Work, party_id: UUID, asked: NewContact, *, distributor: bool) -> Contact:
    """Note a person at a party."""
    party = await find_party(work, party_id, distributor=distributor)
    contact = Contact(
        id=new_id(), correlation_id=party.correlation_id, party_id=party.id, **asked.model_dump()
    )
    _send(work, contact)
    await add(work, contact)
    await _find_by_people(work, party_id)
    return contact


async def edit_contact(
    work: Work, party_id: UUID, id: UUID, asked: EditContact, *, distributor: bool
) -> Contact:
    """Change the fields that are given."""
    contact = await _contact(work, party_id, id, distributor=distributor)
    for name in asked.model_fields_set:
        setattr(contact, name, getattr(asked, name))
    if contact.changed():
        _send(work, contact)
        await save(work, contact)
        await _find_by_people(work, party_id)
    return contact


async def erase_contact(work: Work, party_id: UUID, id: UUID, *, distributor: bool) -> None:
    """Forget a person: here, in every copy (by the tombstone), and in kept answers to requests."""
    contact = await _contact(work, party_id, id, distributor=distributor)
    contact.version += 1
    work.send_state(contact.state(), contact.version, erased=True)
    await work.execute(delete(contact_table).where(contact_table.c.id == id))
    await _find_by_people(work, party_id)
    await work.execute(FORGET_ANSWERS, {"id": str(id).encode()})


async def send_contacts(work: Work) -> None:
    """Send every contact's present state again, for a Kafka cluster that has lost them."""
    rows = await work.execute(select(contact_table).order_by(contact_table.c.id))
    for row in rows.mappings():
        contact = Contact.from_row(row)
        work.send_state(contact.state(), contact.version)


async def _find_by_people(work: Work, party_id: UUID) -> None:
    """The party is found by those who are there now; nothing that anybody sees of it has changed."""
    await work.execute(FOUND_BY_PEOPLE, {"party": party_id})


def _send(work: Work, contact: Contact) -> None:
    contact.version += 1
    work.send_state(contact.state(), contact.version)


async def _contact(work: Work, party_id: UUID, id: UUID, *, distributor: bool) -> Contact:
    await find_party(work, party_id, distributor=distributor)
    contact = await load(work, Contact, id)
    if contact.party_id != party_id:
        raise NotFound(_("There is no contact %(id)s at this party.", id=id))
    return contact


async def _place(work: Work, party: Party) -> None:
    """Let the territory's people reach the party from this commit on, not from the projection's next batch.

    Raises Refused when the writer would no longer reach it.
    """
    row = {"id": party.id, "version": party.version, "territory": party.territory}
    await upsert_newer(work, access_client, [row])
    if work.caller is not None and not await work.caller.reaches(
        work, work.permission, party.owner_id, party.id
    ):
        raise Refused(
            _(
                "You could not reach %(name)s after this: its owner and territory lie outside your "
                "scope. Ask somebody whose scope holds both.",
                name=party.name,
            ),
            slug="out-of-scope",
        )


def _stands_elsewhere(party: Party, changed: Collection[str]) -> bool:
    """Whether it has a name or a territory now that others may have already."""
    return "territory" in changed or folded(party.name) != party.alike


async def _check_duplicate(
    work: Work, name: str, territory: str, role: PartyRole, *, but: UUID | None = None
) -> None:
    """The same name in the same territory is most likely the same party; ``but`` is this one itself.

    The lock makes two people who give the name in the same moment see each other.
    """
    await work.execute(ONE_AT_A_TIME, {"name": f"{folded(name)}\n{territory}"})
    found = await work.execute(
        select(_party.id, _party.owner_id, _party.number, _party.name)
        .where(
            _party.alike == folded(name),
            _party.territory == territory,
            (_party.role == PartyRole.DISTRIBUTOR) == (role is PartyRole.DISTRIBUTOR),
            _party.id.is_distinct_from(but),
        )
        .order_by(_party.number)
        .limit(1)
    )
    same = found.one_or_none()
    if same is not None:
        await _refuse_duplicate(work, name, territory, same)


async def _refuse_duplicate(work: Work, name: str, territory: str, same: Row[Any]) -> None:
    """Name the party that is there to those who reach it; others are told what they typed themselves."""
    permission = "crm.read"
    if work.caller is None or await work.caller.reaches(work, permission, same.owner_id, same.id):
        raise Conflict(
            _(
                "%(number)s is called %(name)s, too, in %(territory)s. Use it, or say that this is "
                "another one (allow_duplicate).",
                number=same.number,
                name=same.name,
                territory=territory,
            ),
            slug="duplicate",
            existing_id=str(same.id),
        )
    raise Conflict(
        _(
            "Somebody else looks after a party called %(name)s in %(territory)s. Ask your "
            "leader, or say that this is another one (allow_duplicate).",
            name=name,
            territory=territory,
        ),
        slug="duplicate",
    )


async def _check_parent(work: Work, party: Party) -> None:
    """The parent exists and is not itself a unit, near or far, of this party."""
    if party.parent_id is None:
        return
    found = await work.execute(ANCESTORS, {"parent": party.parent_id})
    ancestors = set(found.scalars())
    if party.parent_id not in ancestors:
        detail = _("There is no party %(id)s to be a unit of.", id=party.parent_id)
        raise refused(detail, "unknown-parent", "/parent_id")
    if party.id in ancestors:
        raise refused(_("%(name)s would become a unit of itself.", name=party.name), "parent", "/parent_id")


ANCESTORS = text("""
    WITH RECURSIVE above(id, parent_id) AS (
        SELECT id, parent_id FROM party WHERE id = :parent
        UNION SELECT p.id, p.parent_id FROM party p JOIN above a ON p.id = a.parent_id
    ) SELECT id FROM above
""")
