"""Records that aiokafka cannot parse become records that say so; their neighbours are read as ever.

aiokafka raises in ``getmany`` for a header whose name is not UTF-8, drops what it had taken from other
partitions, and comes to the same record again for ever. Here the rest of such a fetch is parsed anew.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.errors import UnsupportedCodecError
from aiokafka.record.legacy_records import LegacyRecordBatch
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint

from chassis.private import ParsedRecord, RecordBatch, RecordBatches

ODD = "\ufffd"  # in a header's name: bytes that are not UTF-8
UNPARSED = f"{ODD} unparsed"  # the only header of a record that cannot be parsed; its value is the reason


def read_on_after_odd_records() -> None:
    """Let all consumers of this process do it."""
    fetcher.MemoryRecords = _Fetched
    fetcher.PartitionRecords = _Partition


class _Fetched:
    """aiokafka's reader of a fetch, which also keeps the bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        plain = MemoryRecords(content)
        self.has_next, self.next_batch = plain.has_next, plain.next_batch
        self.size_in_bytes = plain.size_in_bytes


class _Partition(PartitionRecords):  # type: ignore[misc]  # aiokafka is untyped
    _records: Any

    def _unpack_records(self) -> Iterator[Any]:
        try:
            yield from super()._unpack_records()
        except UnsupportedCodecError:  # the records are good, our installation is not
            raise
        except Exception:
            # begins with the fetch's first batch and leaves out what was handed out already
            self._records = _Patient(self._records.content)
            yield from super()._unpack_records()


class _Patient(RecordBatches):  # type: ignore[misc]
    def next_batch(self) -> Any:
        """The next batch, parsed record by record; those before Kafka 0.11 have no headers."""
        content = self._next_slice
        self._cache_next()
        magic = content[self.MAGIC_OFFSET]
        return _Batch(content) if magic >= 2 else LegacyRecordBatch(content, magic)


class _Batch(RecordBatch):  # type: ignore[misc]
    _pos: int

    def __iter__(self) -> Iterator[ParsedRecord]:
        self._maybe_uncompress()
        following = self.base_offset
        for _ in range(self._num_records):
            length, begin = decode_varint(self._buffer, self._pos)
            self._pos = begin + length
            record = self._record(begin, following)
            following = record.offset + 1
            yield record

    def _record(self, begin: int, following: int) -> ParsedRecord:
        try:
            return self._parsed(_Fields(self._buffer, begin))
        except Exception as error:
            reason = f"{type(error).__name__}: {error}".encode(errors="replace")
            return self._made(following, self.first_timestamp, None, None, [(UNPARSED, reason)])

    def _parsed(self, fields: "_Fields") -> ParsedRecord:
        _attributes, time, offset = fields.number(), fields.number(), fields.number()
        key, value = fields.content(), fields.content()
        headers = [(fields.name(), fields.content()) for _ in range(fields.number())]
        return self._made(self.base_offset + offset, self.first_timestamp + time, key, value, headers)

    def _made(self, offset: int, time: int, *rest: Any) -> ParsedRecord:
        appended = self.timestamp_type == self.LOG_APPEND_TIME
        return ParsedRecord(offset, self.max_timestamp if appended else time, self.timestamp_type, *rest)


class _Fields:
    """The fields of one record, taken one after the other."""

    def __init__(self, buffer: bytearray, position: int) -> None:
        self.buffer = buffer
        self.position = position

    def number(self) -> int:
        value, self.position = decode_varint(self.buffer, self.position)
        return int(value)

    def content(self) -> bytes | None:
        length = self.number()
        if length < 0:
            return None
        begin, self.position = self.position, self.position + length
        return bytes(self.buffer[begin : self.position])

    def name(self) -> str:
        return (self.content() or b"").decode(errors="replace")
