"""A message as it travels can be read by the official CloudEvents library, and by readers from before."""

from datetime import UTC, datetime
from uuid import uuid4

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event

from chassis.inbound.reader import Reader
from chassis.inbound.received import Received
from chassis.tests.inbound import Log, granted, headers
from contracts.identity import RoleGranted


def test_the_official_library_reads_every_extension() -> None:
    event = granted(uuid4())
    actor = str(uuid4())
    given = headers(event, 7, actor=actor, causation_id="cause", correlation_id="deal")
    sent = {name: value or b"" for name, value in given}
    read = from_binary_event(KafkaMessage(sent, str(event.key).encode(), event.written().encode()))
    extensions = {name: read.get_extension(name) for name in ("sequence", "correlationid", "causationid")}
    assert extensions == {"sequence": "7", "correlationid": "deal", "causationid": "cause"}
    assert (read.get_extension("actor"), read.get_extension("via")) == (actor, "api")
    assert (read.get_type(), read.get_subject()) == (event.type, str(event.key))
    assert (read.get_time() or datetime.min.replace(tzinfo=UTC)).year >= 2026
    assert read.get_data() == {"person_id": str(event.person_id), "role": "seller"}


def test_extensions_are_read_with_and_without_the_prefix_and_the_prefixed_one_counts() -> None:
    event, log = granted(uuid4()), Log()
    reader, written = Reader([RoleGranted]), headers(event, 7)
    key, body = str(event.key).encode(), event.written().encode()
    plain = [(name, value) for name, value in written if not name.startswith("ce_seq")]
    prefixed = [(name, value) for name, value in written if name != "sequence"]
    both = [("ce_sequence", b"8"), *plain]
    found = [reader.read(log.add(key, body, given)) for given in (plain, prefixed, both, both[::-1])]
    assert all(isinstance(each, Received) for each in found)
    assert [each.sequence for each in found] == [7, 7, 8, 8]
