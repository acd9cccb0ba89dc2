"""Existing products are carried over."""

from uuid import UUID

from chassis.testing import before


async def test_of_products_whose_numbers_are_alike_the_oldest_keeps_the_number() -> None:
    older, younger, other = (UUID(int=number) for number in (1, 2, 3))
    async with before("catalog", "0006") as old:
        for id, number in ((younger, "ts\u2011100"), (older, "TS-100 "), (other, "TS-200")):
            kind = {"kind": "device", "name": "Scale", "unit": "pcs", "supply": "buy"}
            await old.add("product", id=id, number=number, **kind)
        await old.go_on()
        assert await old.column("SELECT alike FROM product ORDER BY id") == [
            "ts-100",
            f"ts-100 {younger}",
            "ts-200",
        ]
        assert await old.column("SELECT number FROM product ORDER BY id") == [
            "TS-100 ",
            "ts\u2011100",
            "TS-200",
        ]
