"""What catalog says on real Kafka."""

from datetime import date
from typing import Any

import contracts.catalog
from chassis.testing import body_of, running, unlike_their_examples


async def test_products_and_price_lists_are_told_in_order_and_as_their_examples_promise() -> None:
    async with running("catalog") as live:
        manager = await live.person()
        made = (await manager.post("/api/catalog/devices", {"number": "DV-1", "name": "Scale"})).json()
        path = f"/api/catalog/devices/{made['id']}"
        await manager.post(f"{path}/approve", {"approval": "sales"}, version=1)
        await manager.post(f"{path}/discontinue", {}, version=2)
        told = await live.on_topic("sales.product.v1", 3)
        assert [_header(record, "ce_type") for record in told] == [
            "sales.product.published.v1",
            "sales.product.revised.v1",
            "sales.product.discontinued.v1",
        ]
        assert [_header(record, "sequence") for record in told] == ["1", "2", "3"]
        assert {record.key.decode() for record in told} == {made["id"]}
        assert [body_of(record).get("sales_approved") for record in told] == [False, True, None]
        price = {
            "product_id": made["id"],
            "breaks": [{"min_quantity": "1", "unit_price": "9.75"}],
            "floor": "9",
        }
        body = {"name": "2026", "valid_from": str(date(2026, 1, 1)), "prices": [price]}
        issued = (await manager.post("/api/catalog/price-lists", body)).json()
        [list_told] = await live.on_topic("sales.price-list.v1", 1)
        assert list_told.key.decode() == issued["id"]
        assert body_of(list_told)["prices"][0]["breaks"][0]["unit_price"] == "9.75"
        await manager.post(f"/api/catalog/price-lists/{issued['id']}/withdraw", {}, version=1)
        assert await unlike_their_examples(live, contracts.catalog) == []


def _header(record: Any, name: str) -> str:
    value: bytes = dict(record.headers)[name]
    return value.decode()
