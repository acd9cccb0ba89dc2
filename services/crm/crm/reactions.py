"""What crm decides when others report facts."""

from chassis.inbound import Reactions, Received
from chassis.work import Work
from contracts.orders import OrderPlaced
from crm import commands

react = Reactions()


@react.on(OrderPlaced)
async def convert_lead(work: Work, received: Received[OrderPlaced]) -> None:
    """Who orders is a lead no longer."""
    await commands.convert_lead(work, received.event.client.id)
