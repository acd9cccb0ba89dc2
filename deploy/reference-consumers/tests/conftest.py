"""Topics of their own on the test broker, for each test."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

sys.path.insert(0, str(Path(__file__).parent))

from wire import Wire, address

TOPICS = ("sales.invoice.v1", "accounting.payment.v1", "sales.job-order.v1", "production.job.v1")


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    """Fresh topics, deleted afterwards."""
    made = Wire(tmp_path)
    admin = AIOKafkaAdminClient(**address())
    await admin.start()
    await made.producer.start()
    names = [made.prefix + topic for topic in TOPICS]
    await admin.create_topics([NewTopic(name, 3, 1) for name in names])
    try:
        yield made
    finally:
        await made.producer.stop()
        await admin.delete_topics(names)
        await admin.close()
