"""What fulfillment decides when others report: orders are released or cancelled, production is done."""

from chassis.inbound import Reactions, Received, Verdict
from chassis.work import Work
from contracts.orders import OrderAnnotated, OrderCancelled, OrderReassigned, OrderReleased, ShipDateMoved
from contracts.production import JobFinished
from fulfillment.commands.cancel import cancel_order
from fulfillment.commands.follow import hand_over, move_due, note_call
from fulfillment.commands.release import release_order
from fulfillment.commands.supply import believe_job_finished

react = Reactions()


@react.on(OrderReleased)
async def begin_fulfillment(work: Work, received: Received[OrderReleased]) -> None:
    """Reserve, have made, have bought, and open the delivery order and the service orders."""
    await release_order(work, received.event)


@react.on(OrderCancelled)
async def give_back(work: Work, received: Received[OrderCancelled]) -> None:
    """Free what was reserved, and stop what was asked for and what was to be performed."""
    await cancel_order(work, received.event.order_id)


@react.on(ShipDateMoved)
async def move_due_date(work: Work, received: Received[ShipDateMoved]) -> None:
    """What has not left and was not performed is due on another day."""
    await move_due(work, received.event)


@react.on(OrderAnnotated)
async def follow_notes(work: Work, received: Received[OrderAnnotated]) -> None:
    """Whether to call the client before delivering."""
    await note_call(work, received.event)


@react.on(OrderReassigned)
async def follow_representative(work: Work, received: Received[OrderReassigned]) -> None:
    """What belongs to the order is its new representative's."""
    await hand_over(work, received.event)


@react.judge(JobFinished)
async def take_in_finished_job(work: Work, received: Received[JobFinished]) -> Verdict:
    """Production outside says that a job is done: believe it if it can be."""
    return await believe_job_finished(work, received.event)
