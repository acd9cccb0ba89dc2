"""Messages go to the partition that any other Kafka client would choose."""

from uuid import uuid4

from aiokafka.partitioner import DefaultPartitioner

from chassis.outbound.producer import partition_of


def test_a_key_lies_where_kafkas_own_partitioner_puts_it() -> None:
    partitions = list(range(12))
    default = DefaultPartitioner()
    for key in [str(uuid4()).encode() for _ in range(1000)] + [b"", b"a", b"\xff\x00\xff"]:
        assert partition_of(key, partitions, partitions) == default(key, partitions, partitions)


def test_a_message_without_key_goes_to_a_partition_that_answers() -> None:
    assert partition_of(None, [0, 1, 2], [2]) == 2
    assert partition_of(None, [1], []) == 1
