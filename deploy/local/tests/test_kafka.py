"""Our own broker asks for credentials from its first start on, and heals what was lost."""

import asyncio
import json
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError

from chassis.kafka import make_admin
from chassis.settings import KafkaSettings
from saleswire.commands.test import let_in
from saleswire.credentials import Credentials, own_credentials
from saleswire.granting import grant
from saleswire.infrastructure import Kind, choose
from saleswire.places import HOST, Place
from saleswire.servers import kafka

from .conftest import supervised


async def may_enter(kafka: KafkaSettings) -> bool:
    """Whether the broker lets somebody in."""
    admin = make_admin(kafka)
    try:
        await admin.start()
        return True
    except KafkaConnectionError:
        return False
    finally:
        await admin.close()


def locked(place: Place) -> str:
    """What the job of `saleswire up` does about users and rights."""
    infra = choose(Kind.LOCAL, place)
    users = infra.credentials.users(place, ["orders"])
    return grant(infra.credentials.settings(infra.kafka), users, {}, own_state=str(place.state))


def as_orders(place: Place) -> KafkaSettings:
    """Kafka as the service sees it."""
    infra = choose(Kind.LOCAL, place)
    (user, word), bootstrap = infra.credentials.user(place, "orders"), infra.kafka
    told = {"kafka_security_protocol": "SASL_PLAINTEXT", "kafka_username": user, "kafka_password": word}
    return KafkaSettings(kafka_bootstrap=bootstrap, kafka_sasl_mechanism="SCRAM-SHA-512", **told)


@pytest.mark.timeout(300)
async def test_it_is_locked_from_the_first_start_and_heals_lost_secrets(place: Place) -> None:
    bootstrap = f"{HOST}:{place.ports['kafka']}"
    async with supervised(place, [kafka(place)]):
        assert own_credentials(place).operator_mechanism == "PLAIN"
        assert not await may_enter(
            KafkaSettings(kafka_bootstrap=bootstrap, kafka_security_protocol="PLAINTEXT")
        )
        await asyncio.to_thread(locked, place)
        assert await may_enter(as_orders(place))

    async with supervised(place, [kafka(place)]):
        mine = own_credentials(place)
        assert mine.operator_mechanism == "SCRAM-SHA-512"
        assert await may_enter(mine.settings(bootstrap))
        by_plain = Credentials(mine.protocol, operator=mine.operator, operator_mechanism="PLAIN")
        assert not await may_enter(by_plain.settings(bootstrap))

    lose(place.state / "secrets.json", "kafka", "kafka-orders")
    async with supervised(place, [kafka(place)]):
        assert not await may_enter(as_orders(place))
        await asyncio.to_thread(locked, place)
        assert await may_enter(as_orders(place))


def lose(file: Path, *names: str) -> None:
    """Secrets that are not there any more."""
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({name: word for name, word in kept.items() if name not in names}))


async def test_the_controller_listens_to_the_broker_alone(place: Place) -> None:
    async with supervised(place, [kafka(place)]):
        controller = f"{HOST}:{place.ports['kafka-controller']}"
        stranger = KafkaSettings(kafka_bootstrap=controller, kafka_security_protocol="PLAINTEXT")
        assert not await may_enter(stranger)


@pytest.mark.timeout(300)
async def test_a_fresh_broker_takes_consumer_groups_before_the_first_test_begins(place: Place) -> None:
    async with supervised(place, [kafka(place)]):
        infra = choose(Kind.LOCAL, place)
        await asyncio.to_thread(let_in, place, infra)
        admin = make_admin(own_credentials(place).settings(infra.kafka))
        await admin.start()
        try:
            assert await admin.find_coordinator("a group of nobody yet") == 1
        finally:
            await admin.close()
