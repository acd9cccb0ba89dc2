"""Kafka is locked: each says what is his, reads what he declares, and is refused everything else.

On the real broker, with users and rights as the job of `saleswire up` makes them, behind a prefix of our own.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
)
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)

from chassis.kafka import make_admin, make_consumer, make_producer
from chassis.settings import KafkaSettings
from chassis.testing import broker
from contracts.accounting import ACCOUNTING_PAYMENT
from contracts.catalog import PRICE_LIST
from contracts.identity import PERSON, RoleGranted
from contracts.orders import ORDER
from contracts.parking import PARKED_KEY
from contracts.quotes import QUOTE
from saleswire.granting import MayNot, ensure_rights, ensure_users, grant, opened
from saleswire.places import ROOT
from saleswire.rights import Deed, Kind, NotAReader, Right, all_rights
from saleswire.topics import dead_letter_topics, ensure_topics, stream_topics

READ = {
    "orders.reactions": [QUOTE.topic],
    "orders.projections": [PRICE_LIST.topic, PERSON.topic],
    "billing.reactions": [ORDER.topic, ACCOUNTING_PAYMENT.topic],
    "reporting.projections": [QUOTE.topic, ORDER.topic, PARKED_KEY.topic],
}
PROGRAMS = ("identity", "quotes", "orders", "billing", "reporting", "accounting")


class Land:
    """A locked installation behind a prefix."""

    def __init__(self) -> None:
        self.prefix = f"t{secrets.token_hex(4)}."
        self.users = {name: (self.prefix + name, secrets.token_urlsafe(12)) for name in PROGRAMS}

    def topic(self, name: str) -> str:
        """As it is called on the broker."""
        return self.prefix + name

    def as_(self, program: str, **other: Any) -> KafkaSettings:
        """Kafka as this program sees it."""
        user, word = self.users[program]
        told = {"kafka_sasl_mechanism": "SCRAM-SHA-512", "kafka_username": user, "kafka_password": word}
        return KafkaSettings(**{**broker().model_dump(), **told, **other})

    def grant(self) -> str:
        """What the job does."""
        return grant(broker(), self.users, READ, self.prefix)


@pytest.fixture(scope="module")
async def land() -> AsyncIterator[Land]:
    """Topics, users and rights; nothing of it stays."""
    made = Land()
    topics = stream_topics(made.prefix, partitions=1) + dead_letter_topics(READ, made.prefix)
    await ensure_topics(broker(), topics)
    await asyncio.to_thread(made.grant)
    yield made
    admin = make_admin(broker())
    await admin.start()
    await admin.delete_topics([topic.name for topic in topics])
    await admin.close()
    ours = made.prefix
    await asyncio.to_thread(ensure_rights, broker(), [], lambda user: user.startswith(ours))
    await asyncio.to_thread(ensure_users, broker(), {}, lambda user: user.startswith(ours))


async def write(kafka: KafkaSettings, topic: str, value: bytes = b"{}") -> int:
    """Offset of one record, written as our relays write."""
    producer = make_producer(kafka, acks="all", enable_idempotence=True)
    try:
        await producer.start()
        return int((await producer.send_and_wait(topic, value, b"key")).offset)
    finally:
        await producer.stop()


async def read(kafka: KafkaSettings, topic: str, group: str | None = None) -> list[bytes]:
    """Everything on a topic of one partition."""
    options = {"group_id": group, "auto_offset_reset": "earliest"} if group else {}
    consumer = make_consumer(kafka, enable_auto_commit=False, **options)
    await consumer.start()
    try:
        if topic not in await consumer.topics():  # it is not shown to whoever may not read it
            raise TopicAuthorizationFailedError(topic)
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        if group:
            await consumer.committed(place)
        await consumer.seek_to_beginning(place)
        end, found = (await consumer.end_offsets([place]))[place], []
        while await consumer.position(place) < end:
            found += (await consumer.getmany(timeout_ms=500)).get(place, [])
        return [record.value for record in found]
    finally:
        await consumer.stop()


async def test_each_writes_its_own_and_reads_what_it_declares(land: Land) -> None:
    quote, dead = land.topic(QUOTE.topic), land.topic(f"orders.reactions.{QUOTE.topic}.dlq")
    await write(land.as_("quotes"), quote, b"a quote")
    assert b"a quote" in await read(land.as_("orders"), quote, land.topic("orders.reactions"))
    await write(land.as_("orders"), dead)
    await write(land.as_("accounting"), land.topic(ACCOUNTING_PAYMENT.topic), b"money")
    paid = land.topic(ACCOUNTING_PAYMENT.topic)
    assert await read(land.as_("billing"), paid, land.topic("billing.reactions")) == [b"money"]
    assert await read(land.as_("accounting"), land.topic(ORDER.topic), land.topic("accounting.mine")) == []


async def test_whoever_has_no_credentials_reaches_nothing(land: Land) -> None:
    nobody = KafkaSettings(**{**broker().model_dump(), "kafka_security_protocol": "PLAINTEXT"})
    for stranger in (
        nobody,
        land.as_("orders", kafka_password="guessed"),
        land.as_("orders", kafka_username="x"),
    ):
        with pytest.raises(KafkaConnectionError):
            await write(stranger, land.topic(QUOTE.topic))


@pytest.mark.parametrize("program", [name for name in PROGRAMS if name != "identity"])
async def test_nobody_else_can_say_that_somebody_is_an_administrator(land: Land, program: str) -> None:
    forged = f'{{"role": "administrator"}} {RoleGranted.type}'.encode()
    with pytest.raises(TopicAuthorizationFailedError):
        await write(land.as_(program), land.topic(PERSON.topic), forged)
    assert forged not in await read(land.as_("identity"), land.topic(PERSON.topic))


@pytest.mark.parametrize(
    ("program", "topic"),
    [
        ("quotes", ORDER.topic),
        ("orders", QUOTE.topic),
        ("accounting", ORDER.topic),
        ("billing", ACCOUNTING_PAYMENT.topic),
        ("reporting", QUOTE.topic),
        ("quotes", f"orders.reactions.{QUOTE.topic}.dlq"),
    ],
)
async def test_a_sister_cannot_write_what_is_not_hers(land: Land, program: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await write(land.as_(program), land.topic(topic))


@pytest.mark.parametrize("program", [name for name in PROGRAMS if name != "accounting"])
async def test_every_service_says_which_of_its_keys_are_stuck(land: Land, program: str) -> None:
    said = f"{program} stands still".encode()
    await write(land.as_(program), land.topic(PARKED_KEY.topic), said)
    assert said in await read(land.as_("reporting"), land.topic(PARKED_KEY.topic))


async def test_outsiders_neither_say_nor_hear_which_keys_are_stuck(land: Land) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await write(land.as_("accounting"), land.topic(PARKED_KEY.topic))
    with pytest.raises(TopicAuthorizationFailedError):
        await read(land.as_("accounting"), land.topic(PARKED_KEY.topic))


@pytest.mark.parametrize("program", ["billing", "reporting", "accounting"])
async def test_costs_are_for_named_readers(land: Land, program: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await read(land.as_(program), land.topic(PRICE_LIST.topic))
    assert await read(land.as_("orders"), land.topic(PRICE_LIST.topic)) == []


async def test_nobody_works_in_the_group_of_another(land: Land) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        await read(land.as_("reporting"), land.topic(QUOTE.topic), land.topic("orders.reactions"))


@pytest.mark.parametrize("program", ["orders", "accounting"])
async def test_only_the_operator_makes_and_deletes_topics(land: Land, program: str) -> None:
    name = land.topic(f"{program}.more")
    admin = make_admin(land.as_(program))
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(name, 1, 1)])
        assert answer.topic_errors[0][1] in (
            TopicAuthorizationFailedError.errno,
            ClusterAuthorizationFailedError.errno,
        )
        await admin.delete_topics([land.topic(QUOTE.topic)])
    finally:
        await admin.close()
    assert await read(land.as_("quotes"), land.topic(QUOTE.topic)) is not None


async def test_rights_that_nobody_wants_any_more_are_taken(land: Land) -> None:
    wanted = all_rights({name: user for name, (user, _) in land.users.items()}, READ, land.prefix)
    surplus = Right(land.users["reporting"][0], Kind.TOPIC, land.topic(PRICE_LIST.topic), Deed.READ)

    async def brought(rights: set[Right], *, keep: bool = False) -> tuple[int, int]:
        return await asyncio.to_thread(
            ensure_rights, broker(), rights, lambda user: user.startswith(land.prefix), keep=keep
        )

    assert [await brought(r) for r in (wanted | {surplus}, wanted, wanted)] == [(1, 0), (0, 1), (0, 0)]
    assert await brought(wanted | {surplus}) == (1, 0)
    assert await brought(wanted, keep=True) == (0, 0)  # as before an upgrade: old pods still read
    assert await brought(wanted) == (0, 1)


async def test_a_lost_password_heals_with_the_next_run(land: Land) -> None:
    user, former = land.users["quotes"]
    land.users["quotes"] = user, "another one"
    with pytest.raises(KafkaConnectionError):
        await write(land.as_("quotes"), land.topic(QUOTE.topic))
    await asyncio.to_thread(land.grant)
    await write(land.as_("quotes"), land.topic(QUOTE.topic))
    with pytest.raises(KafkaConnectionError):
        await write(land.as_("quotes", kafka_password=former), land.topic(QUOTE.topic))


DEEDS = {  # of Kafka's operator, as docs/operations.md names them
    ResourceType.CLUSTER: ("Alter", "Describe"),
    ResourceType.TOPIC: ("Create", "Describe", "DescribeConfigs", "AlterConfigs"),
    ResourceType.GROUP: ("Describe",),
}


def deeds_of(user: str, prefix: str) -> list[ACL]:
    """The page's rights for a user whose topics begin so."""
    names = {ResourceType.CLUSTER: "kafka-cluster", ResourceType.GROUP: "saleswire.topics"}
    return [
        ACL(
            principal=f"User:{user}",
            host="*",
            operation=ACLOperation[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", deed).upper()],
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(
                kind,
                names.get(kind, prefix),
                ACLResourcePatternType.LITERAL if kind in names else ACLResourcePatternType.PREFIXED,
            ),
        )
        for kind, deeds in DEEDS.items()
        for deed in deeds
    ]


async def test_an_operator_needs_no_more_than_the_page_names_and_does_not_take_himself_for_ours(
    land: Land,
) -> None:
    user, word = land.topic("operator"), secrets.token_urlsafe(12)

    def appoint() -> None:
        ensure_users(broker(), {user: word}, lambda name: name == user)
        with opened(broker()) as admin:
            admin.create_acls(deeds_of(user, land.prefix))

    await asyncio.to_thread(appoint)
    him = land.as_("orders", kafka_username=user, kafka_password=word)
    (wanted,) = (each for each in stream_topics(land.prefix, partitions=1) if QUOTE.topic in each.name)
    other = replace(wanted, settings={**wanted.settings, "retention.ms": "1000"})
    more = replace(wanted, name=land.topic("sales.more.v1"))
    assert (await ensure_topics(him, [other, more])).made == [more.name]
    assert (await ensure_topics(him, [wanted])).corrected == [wanted.name]
    for _ in range(2):
        assert "given 0, taken 0" in await asyncio.to_thread(grant, him, land.users, READ, land.prefix)


def test_the_page_names_the_rights_of_the_operator() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    for kind, deeds in DEEDS.items():
        assert f"| {kind.name.lower()} | {', '.join(deeds)} |" in page


async def test_where_we_may_not_give_rights_it_is_said(land: Land) -> None:
    said = await asyncio.to_thread(grant, land.as_("orders"), land.users, READ, land.prefix)
    assert "saleswire topics --print" in said
    with pytest.raises(MayNot):
        await asyncio.to_thread(grant, land.as_("orders"), land.users, READ, land.prefix, "/our/own")


def test_a_reader_of_costs_who_is_not_named_gets_no_right_at_all() -> None:
    with pytest.raises(NotAReader, match="name it among the readers of price-list in the contracts"):
        all_rights({"reporting": "reporting"}, {"reporting.projections": [PRICE_LIST.topic]})


def test_an_operator_can_give_the_rights_by_hand() -> None:
    lines = [right.command for right in sorted(all_rights({"accounting": "acc"}, {}))]
    assert lines[0] == (
        "kafka-acls.sh --add --allow-principal User:acc --operation Read "
        "--group accounting. --resource-pattern-type prefixed"
    )
    assert len(lines) == 5
