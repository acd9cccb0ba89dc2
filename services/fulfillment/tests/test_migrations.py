"""Existing units are carried over."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from warehouse import ADDRESS

from chassis.testing import Before, before
from contracts.fulfillment import DeliveryOrderCancelled, ServiceOrderOpened


async def test_of_units_whose_serial_numbers_are_alike_the_oldest_keeps_the_number() -> None:
    scale, printer, shipment = (UUID(int=number) for number in (1, 2, 3))
    sold = ((10, scale, "sn 7"), (11, scale, "SN\u00a07"), (12, printer, "SN 7"))
    async with before("fulfillment", "0007") as old:
        await old.add("shipment", id=shipment)
        for id, product, number in sold:
            kind = {"product_id": product, "shipment_id": shipment}
            await old.add("sold_unit", id=UUID(int=id), serial_number=number, **kind)
        await old.go_on()
        assert await old.column("SELECT alike FROM sold_unit ORDER BY id") == [
            "sn 7",
            f"sn 7 {UUID(int=11)}",
            "sn 7",
        ]


async def delivery(old: Before, number: int, *lines: tuple[bool, int, int], status: str = "ready") -> None:
    """A delivery order of lines (stocked, reserved, shipped)."""
    id = UUID(int=number)
    client = json.dumps({"id": str(UUID(int=99)), "number": "C-1", "name": "Norrland"})
    whole = {"client": client, "address": ADDRESS.model_dump_json(), "order_number": f"SO-{number}"}
    whole |= {"order_id": UUID(int=100 + number), "number": f"DO-{number}", "version": 4, "status": status}
    await old.add("delivery_order", id=id, **whole)
    for place, (stocked, reserved, shipped) in enumerate(lines, 1):
        ledger: dict[str, Any] = {"reserved": reserved, "shipped": shipped, "quantity": reserved + shipped}
        kind = {"kind": "device" if stocked else "service", "stocked": stocked, "unit": "day"}
        line_id = UUID(int=1000 * number + place)
        await old.add(
            "delivery_line", line_id=line_id, delivery_order_id=id, position=place, **kind, **ledger
        )


async def test_open_services_leave_their_deliveries_and_are_to_be_performed() -> None:
    async with before("fulfillment", "0012") as old:
        await delivery(old, 1, (True, 2, 0), (False, 3, 0))  # goods go on without the service
        await delivery(old, 2, (False, 3, 1))  # of services alone, one performed the old way
        await delivery(old, 3, (True, 0, 2), (False, 1, 0))  # the goods have left
        await delivery(old, 4, (False, 0, 2), status="shipped")  # over
        await old.go_on()
        ordered = "SELECT {} FROM {} ORDER BY {}"
        assert await old.column(ordered.format("quantity", "service_order", "order_number")) == [3, 3, 1]
        numbers = await old.column(ordered.format("number", "service_order", "order_number"))
        assert numbers == [f"SV-2026-{n:06}" for n in (1, 2, 3)]
        states = await old.connection.fetch("SELECT status, version FROM delivery_order ORDER BY id")
        assert [tuple(row) for row in states] == [
            ("ready", 4), ("cancelled", 5), ("cancelled", 5), ("shipped", 4),
        ]  # fmt: skip
        lines = await old.connection.fetch(
            "SELECT line_id, quantity, reserved, shipped FROM delivery_line ORDER BY line_id"
        )
        assert [(row[0].int, *map(int, row[1:])) for row in lines] == [
            (1001, 2, 2, 0), (2001, 1, 0, 1), (3001, 2, 0, 2), (4001, 2, 0, 2),
        ]  # fmt: skip
        said = await old.connection.fetch("SELECT type, sequence, body FROM outbox ORDER BY id")
        opened, ended = (ServiceOrderOpened.type, 1), (DeliveryOrderCancelled.type, 5)
        assert [(row[0], row[1]) for row in said] == [opened, opened, ended, opened, ended]
        first = ServiceOrderOpened.read(said[0]["body"])
        assert (first.order_number, first.line_id, first.client.name) == ("SO-1", UUID(int=1002), "Norrland")
        assert (first.quantity.value, first.quantity.unit, first.address) == (Decimal(3), "day", ADDRESS)
