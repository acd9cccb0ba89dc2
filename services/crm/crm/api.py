"""Routes of crm: each translates and calls one command or one query."""

from uuid import UUID

from chassis.http import Router, called
from chassis.lists import listing
from chassis.work import Work
from crm import commands, queries
from crm.models import Contact, Party
from crm.schemas import (
    ClientTerms,
    ContactView,
    EditContact,
    EditParty,
    NewClient,
    NewContact,
    NewDistributor,
    PartyView,
    Structure,
)


def parties(sort: str, *, distributor: bool) -> Router:
    """What clients and distributors have in common: list, get, change, structure, contacts."""
    router = Router(prefix=f"/api/crm/{sort}s", tag=f"{sort}s")
    spec = queries.DISTRIBUTORS if distributor else queries.CLIENTS
    listing(router, "", spec=spec, permission="crm.read")

    async def current(work: Work, party_id: UUID) -> PartyView:
        return await queries.party(work, party_id, distributor=distributor)

    @router.query("/{party_id}", permission="crm.read")
    @called(f"read_{sort}")
    async def read(work: Work, party_id: UUID) -> PartyView:
        """One of them, with addresses and classification."""
        return await queries.party(work, party_id, distributor=distributor)

    @router.command("PATCH", "/{party_id}", permission="crm.write", of=Party, current=current)
    @called(f"edit_{sort}")
    async def edit(work: Work, party_id: UUID, body: EditParty) -> PartyView:
        """Change the fields that are given."""
        changed = await commands.edit_party(work, party_id, body, distributor=distributor)
        return PartyView.model_validate(changed)

    @router.query("/{party_id}/structure", permission="crm.read")
    @called(f"read_structure_of_{sort}")
    async def structure(work: Work, party_id: UUID) -> Structure:
        """The organisation around it: whose unit it is, and which units it has."""
        return await queries.structure(work, party_id, distributor=distributor)

    return router


def contacts(sort: str, *, distributor: bool) -> Router:
    """The people at a client or distributor."""
    router = Router(prefix=f"/api/crm/{sort}s/{{party_id}}/contacts", tag="contacts")

    async def current(work: Work, party_id: UUID, contact_id: UUID) -> ContactView:
        return await queries.contact(work, party_id, contact_id, distributor=distributor)

    @router.query("", permission="crm.read")
    @called(f"list_contacts_of_{sort}")
    async def read_all(work: Work, party_id: UUID) -> list[ContactView]:
        """Everybody there, by name."""
        return await queries.contacts(work, party_id, distributor=distributor)

    @router.query("/{contact_id}", permission="crm.read")
    @called(f"read_contact_of_{sort}")
    async def read(work: Work, party_id: UUID, contact_id: UUID) -> ContactView:
        """One person."""
        return await queries.contact(work, party_id, contact_id, distributor=distributor)

    @router.command("POST", "", permission="crm.write", creates=True, status=201)
    @called(f"add_contact_of_{sort}")
    async def create(work: Work, party_id: UUID, body: NewContact) -> ContactView:
        """Note a person."""
        added = await commands.add_contact(work, party_id, body, distributor=distributor)
        return ContactView.model_validate(added)

    @router.command("PATCH", "/{contact_id}", permission="crm.write", of=Contact, current=current)
    @called(f"edit_contact_of_{sort}")
    async def edit(work: Work, party_id: UUID, contact_id: UUID, body: EditContact) -> ContactView:
        """Change the fields that are given."""
        changed = await commands.edit_contact(work, party_id, contact_id, body, distributor=distributor)
        return ContactView.model_validate(changed)

    @router.command(
        "DELETE", "/{contact_id}", permission="crm.write", of=Contact, current=current, status=204
    )
    @called(f"erase_contact_of_{sort}")
    async def erase(work: Work, party_id: UUID, contact_id: UUID) -> None:
        """Forget the person, here and wherever copies are kept."""
        await commands.erase_contact(work, party_id, contact_id, distributor=distributor)

    return router


clients = parties("client", distributor=False)
distributors = parties("distributor", distributor=True)
routers = [
    clients,
    contacts("client", distributor=False),
    distributors,
    contacts("distributor", distributor=True),
]


@clients.command("POST", "", permission="crm.write", creates=True, status=201)
async def register_client(work: Work, body: NewClient) -> PartyView:
    """Register a lead or client; 409 with ``existing_id`` when the territory has one of this name."""
    return PartyView.model_validate(await commands.register_client(work, body))


@distributors.command("POST", "", permission="crm.write", creates=True, status=201)
async def register_distributor(work: Work, body: NewDistributor) -> PartyView:
    """Register a distributor; 409 with ``existing_id`` when the territory has one of this name."""
    return PartyView.model_validate(await commands.register_distributor(work, body))


async def _client(work: Work, party_id: UUID) -> PartyView:
    return await queries.party(work, party_id, distributor=False)


@clients.command("PUT", "/{party_id}/terms", permission="crm.terms", of=Party, current=_client)
async def set_terms(work: Work, party_id: UUID, body: ClientTerms) -> PartyView:
    """Set the payment terms that the client's documents begin with; documents that are there keep theirs."""
    asked = EditParty(terms_id=body.terms_id)
    return PartyView.model_validate(await commands.edit_party(work, party_id, asked, distributor=False))
