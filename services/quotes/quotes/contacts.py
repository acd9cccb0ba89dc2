"""Who is a contact of a party: the copy that a quote needs to name somebody at its client or distributor."""

from uuid import UUID

from sqlalchemy import select

from chassis.errors import refused, unknown
from chassis.language import _
from chassis.work import Work
from contracts.values import PartyRef
from quotes.tables import contact_copy


async def check_contact(work: Work, id: UUID, *parties: PartyRef | None) -> None:
    """Raise Refused unless this is somebody at one of the parties; NotYet when the id is too young to say."""
    row = (await work.execute(select(contact_copy.c.party_id).where(contact_copy.c.id == id))).one_or_none()
    help = _("Choose somebody at the client or its distributor.")
    if row is None:
        raise unknown("contact", id, help=help, pointer="/contact_id")
    if row.party_id not in {party.id for party in parties if party is not None}:
        missing = _("There is no contact %(id)s here.", id=id)
        raise refused(f"{missing} {help}", "unknown-contact", "/contact_id")
