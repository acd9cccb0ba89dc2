"""What quotes does when others say that something happened."""

from chassis.inbound import Reactions, Received
from chassis.work import Work
from contracts.crm import PartyRevised
from kernel.naming import note_present_name
from quotes.tables import quote_table

react = Reactions()


@react.on(PartyRevised)
async def rename_client(work: Work, received: Received[PartyRevised]) -> None:
    """Quotes are found by the client's old and new name, and drafts take the new one."""
    await note_present_name(work, quote_table, received.event.party_id, received.event.name)
