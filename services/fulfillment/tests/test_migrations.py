"""Existing units are carried over."""

from uuid import UUID

from chassis.testing_migrations import before


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
