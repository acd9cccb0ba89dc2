"""The verbs that an operator's jobs run against servers that are there already, and the one that serves."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from chassis.kafka import make_admin, make_producer
from chassis.testing import broker, server_url, until
from chassis.work import connect
from contracts.catalog import PRICE_LIST
from contracts.quotes import QUOTE
from saleswire.places import HOST, free_ports
from saleswire.probes import http_ok

SECRET = "a p@ss/word of:one's own"
QUOTED = "a%20p%40ss%2Fword%20of%3Aone%27s%20own"


def saleswire(*arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    """The verb in a process of its own, told nothing but this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALES", "DATAB"))}
    command = [sys.executable, "-m", "saleswire", *arguments]
    return subprocess.run(command, env={**kept, **told}, capture_output=True, text=True, check=False)


@pytest.fixture
async def prefix() -> AsyncIterator[str]:
    """Roles and databases that begin so are dropped afterwards."""
    mine = f"v{secrets.token_hex(4)}_"
    yield mine
    connection = await connect(server_url(), "test")
    await connection.execute(f'DROP DATABASE IF EXISTS "{mine}quotes"')
    await connection.execute(f'DROP ROLE IF EXISTS "{mine}quotes"')
    await connection.close()


def told(prefix: str, role: str) -> dict[str, str]:
    """The environment of the job that makes databases."""
    host = urlsplit(server_url()).netloc.rpartition("@")[2]
    return {
        "DATABASE_URL": server_url(),
        "DATABASE_URL_QUOTES": f"postgresql://{role}:{QUOTED}@{host}/{prefix}quotes",
        "KAFKA_BOOTSTRAP_SERVERS": "nowhere:9092",
        "SALESWIRE_DATABASE_PREFIX": prefix,
    }


async def test_a_database_is_made_as_its_address_says_and_once(prefix: str) -> None:
    environment = told(prefix, f"{prefix}quotes")
    first, second = saleswire("databases", **environment), saleswire("databases", **environment)
    assert first.stdout == f"databases: made {prefix}quotes\n", first.stderr
    assert second.stdout == "databases: made nothing, all there\n", second.stderr
    server = urlsplit(server_url())
    name = f"{prefix}quotes"
    mine = await asyncpg.connect(
        host=server.hostname, port=server.port, user=name, password=SECRET, database=name
    )
    await mine.close()


def test_a_role_that_is_called_otherwise_is_named(prefix: str) -> None:
    done = saleswire("databases", **told(prefix, "postgres"))
    assert done.returncode == 1
    assert f"DATABASE_URL_QUOTES names another role or database than {prefix}quotes" in done.stderr


@pytest.fixture
async def topics() -> AsyncIterator[str]:
    """Topics that begin so are deleted afterwards."""
    mine = f"v{secrets.token_hex(4)}."
    yield mine
    admin = make_admin(broker())
    await admin.start()
    await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(mine)])
    await admin.close()


async def test_users_that_the_environment_names_are_made_with_their_rights(topics: str) -> None:
    kafka, user = broker(), f"{topics}quotes"
    done = saleswire(
        *("topics", "--users", "--prefix", topics, "--partitions", "1"),
        DATABASE_URL=server_url(),
        KAFKA_BOOTSTRAP_SERVERS=kafka.kafka_bootstrap,
        SALESWIRE_KAFKA_SECURITY_PROTOCOL=kafka.kafka_security_protocol,
        SALESWIRE_KAFKA_SASL_MECHANISM=kafka.kafka_sasl_mechanism,
        SALESWIRE_KAFKA_USERNAME=kafka.kafka_username,
        SALESWIRE_KAFKA_PASSWORD=kafka.kafka_password.get_secret_value(),
        SALESWIRE_KAFKA_USERNAME_QUOTES=user,
        SALESWIRE_KAFKA_PASSWORD_QUOTES=SECRET,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    mine = kafka.model_validate(
        {**kafka.model_dump(), "kafka_username": user, "kafka_password": SECRET}
        | {"kafka_sasl_mechanism": "SCRAM-SHA-512"}
    )
    producer = make_producer(mine)
    await producer.start()
    try:
        await producer.send_and_wait(topics + QUOTE.topic, b"{}", key=b"1")
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(topics + PRICE_LIST.topic, b"{}", key=b"1")
    finally:
        await producer.stop()


def test_topics_and_rights_that_others_have_to_make_are_printed() -> None:
    done = saleswire("topics", "--print", "--prefix", "mine.", "--replicas", "3", "--partitions", "6")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (made,) = (line for line in lines if f"--topic mine.{QUOTE.topic} --partitions" in line)
    assert made.startswith("kafka-topics.sh --create --if-not-exists ")
    assert "--partitions 6 --replication-factor 3 --config cleanup.policy=delete " in made
    assert "--config min.insync.replicas=2" in made
    writes = f"--operation Write --topic mine.{QUOTE.topic} --resource-pattern-type literal"
    assert f"kafka-acls.sh --add --allow-principal User:mine.quotes {writes}" in lines


@pytest.fixture
def gateway() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`saleswire serve gateway` on a port of its own; nothing is behind it."""
    port = free_ports("gateway")["gateway"]
    command = [sys.executable, "-m", "saleswire", "serve", "gateway", "--host", HOST, "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process, port
        process.kill()


async def test_a_service_serves_until_it_is_told_to_end(gateway: tuple[subprocess.Popen[str], int]) -> None:
    process, port = gateway
    await until(http_ok(port, "/livez"), 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) in (0, -signal.SIGTERM)


def test_a_service_that_is_not_there_is_named_with_those_that_are() -> None:
    done = saleswire("serve", "quoted")
    assert done.returncode == 1
    assert "there is no service quoted. This helps: one of identity, catalog," in done.stderr
