"""What quotes does when others say that something happened."""

from chassis.reactions import Reactions
from chassis.received import Received
from chassis.work import Work
from contracts.crm import PartyRevised
from quotes import commands

react = Reactions()


@react.on(PartyRevised)
async def rename_client(work: Work, received: Received[PartyRevised]) -> None:
    """Quotes are found by the client's old and new name, and drafts take the new one."""
    await commands.rename_client(work, received.event.party_id, received.event.name)
