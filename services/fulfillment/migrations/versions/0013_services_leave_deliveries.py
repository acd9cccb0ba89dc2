"""Services that open delivery orders still hold become service orders; what has left with goods has left.

A delivery order that holds nothing else then ends: nothing more will be delivered.
"""

from typing import Any

from alembic import op

from chassis.work import numbered, say
from contracts.event import new_id
from contracts.fulfillment import DeliveryOrderCancelled, ServiceOrderOpened
from contracts.values import Address, PartyRef, Quantity

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for delivery in run(DELIVERIES).mappings().all():
        for line in run(SERVICES, (delivery["id"],)).mappings().all():
            _open(delivery, line)
            run(LEAVE, (line["line_id"],))
        run(FORGET, (delivery["id"],))
        ended = run(END, (delivery["id"],)).scalar_one_or_none()
        if ended is not None:
            cancelled = DeliveryOrderCancelled(
                delivery_order_id=delivery["id"], order_id=delivery["order_id"]
            )
            say(op, cancelled, ended, delivery["correlation_id"])


def _open(delivery: Any, line: Any) -> None:
    run = op.get_bind().exec_driver_sql
    number = numbered("SV", delivery["released_on"].year, run(NUMBER).scalar_one())
    opened = ServiceOrderOpened(
        service_order_id=new_id(),
        number=number,
        order_id=delivery["order_id"],
        order_number=delivery["order_number"],
        line_id=line["line_id"],
        product_id=line["product_id"],
        product_number=line["number"],
        product_name=line["name"],
        quantity=Quantity(value=line["reserved"], unit=line["unit"]),
        client=PartyRef.model_validate_json(delivery["client"]),
        address=Address.model_validate_json(delivery["address"]),
        due_on=delivery["due_on"],
    )
    run(OPEN, (opened.service_order_id, number, line["line_id"]))
    say(op, opened, 1, delivery["correlation_id"])


DELIVERIES = """
SELECT id, correlation_id, order_id, order_number, due_on, released_on, client::text AS client,
       address::text AS address
  FROM delivery_order o
 WHERE status IN ('waiting', 'ready')
   AND EXISTS (SELECT FROM delivery_line l
                WHERE l.delivery_order_id = o.id AND NOT l.stocked AND l.reserved > 0)
 ORDER BY id FOR UPDATE
"""
SERVICES = """
SELECT line_id, product_id, number, name, unit, reserved FROM delivery_line
 WHERE delivery_order_id = $1 AND NOT stocked AND reserved > 0 ORDER BY position
"""
NUMBER = "SELECT nextval('service_order_number')"
OPEN = """
INSERT INTO service_order (id, version, correlation_id, number, status, order_id, order_number, line_id,
                           product_id, product_number, product_name, quantity, performed, unit, due_on,
                           released_on, client_id, client, client_name, owner_id, address)
SELECT $1::uuid, 1, o.correlation_id, $2::text, 'open', o.order_id, o.order_number, l.line_id, l.product_id,
       l.number, l.name, l.reserved, 0, l.unit, o.due_on, o.released_on, o.client_id,
       o.client, o.client_name, o.owner_id, o.address
  FROM delivery_line l JOIN delivery_order o ON o.id = l.delivery_order_id WHERE l.line_id = $3
"""
LEAVE = "UPDATE delivery_line SET quantity = quantity - reserved, reserved = 0 WHERE line_id = $1"
FORGET = "DELETE FROM delivery_line WHERE delivery_order_id = $1 AND NOT stocked AND quantity = 0"
END = """
UPDATE delivery_order SET status = 'cancelled', version = version + 1
 WHERE id = $1 AND NOT EXISTS (SELECT FROM delivery_line
                                WHERE delivery_order_id = $1 AND (reserved > 0 OR waiting > 0))
RETURNING version
"""
