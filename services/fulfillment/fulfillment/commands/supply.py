"""Production finished a job, purchasing got the goods: the units come in, for their own line first."""

from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from chassis.inbound import BELIEVED, Verdict, refused
from chassis.work import Work, load, save
from contracts.event import Event
from contracts.production import JobFinished
from fulfillment import backlog, stockroom
from fulfillment.models.stock import StockItem
from fulfillment.models.supply import JobOrder, PurchaseRequest, Supplied
from fulfillment.schemas import CompleteJobOrder, ReceivePurchase

S = TypeVar("S", bound=Supplied)


async def complete_job_order(
    work: Work, id: UUID, asked: CompleteJobOrder, unit: str | None = None
) -> JobOrder:
    """Production delivered the job's units, all of them; they go to the line for which they were made."""
    job, items = await _locked(work, JobOrder, id)
    completed = job.complete(
        await work.outside_date(asked.on),
        units=asked.quantity,
        unit=unit,
        serial_numbers=asked.serial_numbers,
    )
    await _take_in(work, job, completed, items)
    return job


async def receive_purchase(work: Work, id: UUID, asked: ReceivePurchase) -> PurchaseRequest:
    """The bought units arrived, all of them; they go to the line for which they were bought."""
    purchase, items = await _locked(work, PurchaseRequest, id)
    received = purchase.receive(await work.outside_date(asked.on), asked.quantity)
    await _take_in(work, purchase, received, items)
    return purchase


async def believe_job_finished(work: Work, fact: JobFinished) -> Verdict:
    """Production outside says that a job is done: check it like anybody's input."""
    try:
        asked = CompleteJobOrder(
            on=fact.finished_on, quantity=fact.quantity.value, serial_numbers=list(fact.serial_numbers)
        )
    except ValidationError as refusal:
        return refused("malformed", refusal.errors()[0]["msg"])
    await complete_job_order(work, fact.job_order_id, asked, fact.quantity.unit)
    return BELIEVED


async def _locked(work: Work, kind: type[S], id: UUID) -> tuple[S, dict[UUID, StockItem]]:
    """The document and its product's stock item; stock is locked first, as everywhere."""
    c = kind.table.c
    items = await stockroom.locked(work, select(c.product_id).where(c.id == id))
    return await load(work, kind, id), items


async def _take_in(work: Work, supplied: Supplied, event: Event, items: dict[UUID, StockItem]) -> None:
    item = items[supplied.product_id]
    work.publish(supplied, event)
    work.publish(item, item.receive(supplied.quantity, supplied.number), deal=supplied.correlation_id)
    await save(work, supplied)
    await backlog.serve(work, items, first=supplied.line_id)
    await stockroom.store(work, items.values())
