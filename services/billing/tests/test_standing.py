"""An order that stands still here is told to everybody, over Kafka, and that it goes on."""

import pytest
from said import client, placed, ready

from chassis.testing import Stage, body_of
from contracts.orders import OrderReadyToInvoice
from contracts.parking import PARKED_KEY, KeyFreed, KeyStuck


async def test_an_order_that_cannot_be_invoiced_twice_stands_still_until_it_is_freed(stage: Stage) -> None:
    order = placed(client())
    trigger = ready(order)
    await stage.hear(order, trigger)
    with pytest.raises(AssertionError, match="parked"):
        await stage.hear(ready(order, trigger_id=trigger.trigger_id))
    (told,) = await stage.said(KeyStuck, document_id=order.order_id)
    assert (told.service, told.document_kind) == ("billing", "order")
    assert told.event_type == OrderReadyToInvoice.type
    (record,) = await stage.on_topic(PARKED_KEY.topic, 1, told.key)
    assert body_of(record)["document_id"] == str(order.order_id)
    assert dict(record.headers)["ce_sequence"] == b"1"
    await stage.execute("DELETE FROM parked_event")
    await stage.execute("DELETE FROM parked_key")
    await stage.said(KeyFreed, document_id=order.order_id)
