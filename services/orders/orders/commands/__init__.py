"""What may be done with an order: drafting, the seller's steps, and what others' facts cause."""

from orders.commands.drafting import begin_order, draft_from_quote, edit_order, generate_order, has_draft
from orders.commands.following import (
    clear_order,
    hold_order,
    record_invoice,
    record_payment,
    record_performance,
    record_shipment,
)
from orders.commands.placing import place_order
from orders.commands.steps import cancel_order, move_ship_date, reassign_order, release_order

__all__ = [
    "begin_order",
    "cancel_order",
    "clear_order",
    "draft_from_quote",
    "edit_order",
    "generate_order",
    "has_draft",
    "hold_order",
    "move_ship_date",
    "place_order",
    "reassign_order",
    "record_invoice",
    "record_payment",
    "record_performance",
    "record_shipment",
    "release_order",
]
