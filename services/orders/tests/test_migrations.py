"""Existing orders are carried over."""

from chassis.testing import before


async def test_purchase_orders_that_are_there_already_are_compared_folded() -> None:
    async with before("orders", "0009") as old:
        for number, customer_po in (("SO-1", "PO 7"), ("SO-2", "po\u00a07"), ("SO-3", "")):
            kind = {"status": "draft", "credit": "none", "customer_po": customer_po}
            await old.add("sales_order", number=number, **kind)
        await old.go_on()
        assert await old.column("SELECT po_key FROM sales_order ORDER BY number") == ["po 7", "po 7", ""]
