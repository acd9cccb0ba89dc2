"""Routes of fulfillment's papers: delivery notes and labels."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.http import Router
from chassis.work import Work
from fulfillment import labels, papers
from kernel.papers import Paper, paper_route

router = Router(prefix="/api/fulfillment", tag="fulfillment")

OnSheet = Annotated[labels.Sheet, Query(description="One label to a page of a roll, or 27 to a sheet of A4")]


@paper_route(router, "/shipments/{shipment_id}/delivery-note.pdf", permission="fulfillment.read")
async def print_delivery_note(work: Work, shipment_id: UUID) -> Paper:
    """The delivery note of a shipment as a PDF: what left, with serial numbers, without prices."""
    return await papers.delivery_note(work, shipment_id)


@paper_route(router, "/units/{unit_id}/label.pdf", permission="fulfillment.read")
async def print_unit_label(work: Work, unit_id: UUID, sheet: OnSheet = "roll") -> Paper:
    """The label of a sold unit as a PDF, 62 × 29 mm, with its serial number as Code 128."""
    return await labels.unit_label(work, unit_id, sheet)


@paper_route(router, "/delivery-orders/{delivery_order_id}/labels.pdf", permission="fulfillment.read")
async def print_labels(work: Work, delivery_order_id: UUID, sheet: OnSheet = "roll") -> Paper:
    """Labels of a delivery order as a PDF: of each unit with a serial number, and of each other line."""
    return await labels.delivery_order_labels(work, delivery_order_id, sheet)
