"""TLS to Kafka, alone and with passwords, on a real broker that an authority of our own signed for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import NewTopic
from aiokafka.errors import KafkaConnectionError
from faststream.kafka import KafkaBroker
from reference_consumers.surroundings import security

from chassis.kafka import make_admin, make_broker, make_consumer, make_producer
from chassis.settings import KafkaSettings
from chassis.tests.certificates import Authority
from saleswire.credentials import own_credentials
from saleswire.granting import ensure_users
from saleswire.kafka import OPERATOR, prepare_kafka
from saleswire.places import HOST, Place, free_ports
from saleswire.probes import kafka_ready
from saleswire.processes import Handle, spawn
from saleswire.supervisor import Component

from .conftest import supervised

WORD, CLIENT = "a password", "a-client"
LISTENERS = """
listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},TLS://127.0.0.1:{tls},BOTH://127.0.0.1:{both}
advertised.listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},TLS://127.0.0.1:{tls},BOTH://127.0.0.1:{both}
listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,TLS:SSL,BOTH:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.tls.ssl.client.auth=required
listener.name.both.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.both.scram-sha-512.sasl.jaas.config={scram} required;
super.users=User:{operator};User:CN={client}
"""


@dataclass
class Guarded:
    """The addresses of both listeners, and what a client needs there."""

    tls: KafkaSettings
    both: KafkaSettings
    stranger: Path  # an authority that signed nothing here


@pytest.fixture(scope="module")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    """A broker with a listener for certificates and one for passwords, both over TLS."""
    folder = tmp_path_factory.mktemp("tls")
    place = Place(state=folder / "state", ports=free_ports("kafka", "kafka-controller", "tls", "both"))
    authority, stranger = Authority(folder), Authority(folder, "stranger")
    certificate, key = authority.sign(CLIENT)
    async with supervised(place, [broker_with_tls(place, authority)]):
        mine, bootstrap = own_credentials(place), f"{HOST}:{place.ports['kafka']}"
        await asyncio.to_thread(ensure_users, mine.settings(bootstrap), {OPERATOR: WORD}, lambda _: False)
        files = {"kafka_ca_file": authority.file, "kafka_sasl_mechanism": "SCRAM-SHA-512"}
        tls = KafkaSettings(
            kafka_bootstrap=f"{HOST}:{place.ports['tls']}",
            kafka_security_protocol="SSL",
            kafka_certificate_file=certificate,
            kafka_key_file=key,
            **files,
        )
        both = KafkaSettings(
            kafka_bootstrap=f"{HOST}:{place.ports['both']}",
            kafka_security_protocol="SASL_SSL",
            kafka_username=OPERATOR,
            kafka_password=WORD,
            **files,
        )
        yield Guarded(tls, both, stranger.file)


def broker_with_tls(place: Place, authority: Authority) -> Component:
    """Our own broker with two listeners more."""
    certificate, key = authority.sign("broker")
    keystore = authority.folder / "keystore.pem"
    keystore.write_text(key.read_text() + certificate.read_text())
    ports = place.ports
    more = LISTENERS.format(
        port=ports["kafka"],
        controller=ports["kafka-controller"],
        tls=ports["tls"],
        both=ports["both"],
        keystore=keystore,
        authority=authority.file,
        operator=OPERATOR,
        client=CLIENT,
        scram="org.apache.kafka.common.security.scram.ScramLoginModule",
    )

    def prepared() -> list[str]:
        command = prepare_kafka(place)
        with Path(command[-1]).open("a") as configuration:
            configuration.write(more)
        return command

    async def start() -> Handle:
        return spawn(await asyncio.to_thread(prepared), place.logs / "kafka.log", {}, cwd=place.state)

    return Component("kafka", start, ready=kafka_ready(ports["kafka"]), patience=120)


async def carried(kafka: KafkaSettings, topic: str) -> Any:
    """What a consumer reads of what a producer wrote on a topic that was made for it."""
    admin = make_admin(kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    producer = make_producer(kafka, acks="all", enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait(topic, b"over TLS")
    await producer.stop()
    consumer = make_consumer(kafka, topic, auto_offset_reset="earliest")
    await consumer.start()
    try:
        return (await consumer.getone()).value
    finally:
        await consumer.stop()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", ["tls", "both"])
async def test_every_client_of_ours_speaks_tls(guarded: Guarded, way: str) -> None:
    kafka: KafkaSettings = getattr(guarded, way)
    assert await carried(kafka, f"over.{way}") == b"over TLS"
    broker = make_broker(kafka)
    await broker.start()
    assert await broker.ping(5)
    await broker.stop()
    await asyncio.to_thread(ensure_users, kafka, {OPERATOR: WORD}, lambda _: False)


@pytest.mark.parametrize("way", ["tls", "both"])
async def test_a_broker_that_another_authority_signed_is_not_spoken_to(guarded: Guarded, way: str) -> None:
    kafka: KafkaSettings = getattr(guarded, way)
    admin = make_admin(kafka.model_copy(update={"kafka_ca_file": guarded.stranger}))
    with pytest.raises(KafkaConnectionError):
        await admin.start()
    await admin.close()


async def test_without_a_certificate_nobody_enters_where_one_is_asked_for(guarded: Guarded) -> None:
    admin = make_admin(
        guarded.tls.model_copy(update={"kafka_certificate_file": None, "kafka_key_file": None})
    )
    with pytest.raises(KafkaConnectionError):
        await admin.start()
    await admin.close()


async def test_a_stranger_reads_the_same_settings_in_his_own_words(guarded: Guarded) -> None:
    told = {
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_USERNAME": OPERATOR,
        "KAFKA_PASSWORD": WORD,
        "KAFKA_CA_FILE": str(guarded.both.kafka_ca_file),
    }
    stranger = KafkaBroker(guarded.both.kafka_bootstrap, security=security(told))
    await stranger.start()
    assert await stranger.ping(5)
    await stranger.stop()
