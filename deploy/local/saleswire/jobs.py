"""What must be done once before services run: databases, migrations, topics. Each may run again at will.

They run in children of their own, so that the supervisor needs no client library.
"""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path

from saleswire.credentials import OURS, USERS
from saleswire.infrastructure import PARTITIONS
from saleswire.passwords import password


def databases(state: str, services: list[str], prefix: str, own_server: bool) -> None:
    """Make databases and roles of these services; SALESWIRE_ADMIN_URL may create them."""
    from saleswire.databases import ensure_databases

    passwords = {service: password(Path(state), service) for service in services}
    made = asyncio.run(ensure_databases(os.environ["SALESWIRE_ADMIN_URL"], passwords, prefix, own_server))
    print(f"databases: made {', '.join(made) or 'nothing, all there'}", flush=True)


def migrate(package: str) -> None:
    """Bring the database of one service (SALESWIRE_DATABASE_URL) to its newest revision.

    One that a later version has brought further stays as it is: this is how a version is taken back.
    """
    from chassis.work import NewerDatabase, UnknownRevision
    from chassis.work import migrate as run_migrations

    try:
        run_migrations(package, os.environ["SALESWIRE_DATABASE_URL"])
    except NewerDatabase:
        print(f"{package}: the database is of a later version and stays as it is", flush=True)
    except UnknownRevision as error:
        raise SystemExit(f"{error} `make reset` forgets all data of this copy.") from None
    else:
        print(f"{package}: database is up to date", flush=True)


def journal(package: str, always: bool = False) -> None:
    """Fill a new Kafka cluster with one service's journal and begin its consumers anew.

    Nothing to do while the cluster is the one that the database knows, unless ``always``.
    """
    asyncio.run(send_journal(package, always))


async def send_journal(package: str, always: bool) -> None:
    """The same, on a loop; the service's settings come from the environment."""
    from chassis.outbound import adopt_cluster, cluster_changed, republish
    from saleswire.subscriptions import service_behind

    service = service_behind(package)
    settings, states = service.settings, service.states
    changed = await cluster_changed(settings)
    if not changed and not always:
        print(f"{package}: its events are on this cluster", flush=True)
        return
    sent = await republish(package, settings, states=states, progress=tell_progress(package))
    if changed:
        await adopt_cluster(settings)
    print(f"{package}: sent {sent} events of the journal again", flush=True)


def tell_progress(package: str) -> Callable[[int, int], None]:
    """Say how far it is, a line for each page."""
    return lambda done, total: print(f"{package}: {done} of {total}", flush=True)


def topics(
    services: list[str], replicas: int = 1, partitions: int = PARTITIONS, *, keep: bool = False
) -> None:
    """Make topics of all streams, dead-letter topics of all groups of these services, users and rights.

    The environment is the operator's, with the users that programs have in SALESWIRE_KAFKA_USERS. ``keep``
    leaves users and rights that are not wanted any more.
    """
    from chassis.settings import KafkaSettings
    from saleswire.granting import grant
    from saleswire.subscriptions import subscriptions
    from saleswire.topics import dead_letter_topics, ensure_topics, stream_topics

    kafka, prefix = KafkaSettings(), os.environ.get("SALESWIRE_TOPIC_PREFIX", "")
    read = subscriptions(services)
    wanted = stream_topics(prefix, replicas, partitions) + dead_letter_topics(read, prefix, replicas)
    changes = asyncio.run(ensure_topics(kafka, wanted, replicas))
    made, corrected = len(changes.made), len(changes.corrected)
    print(f"topics: {len(wanted)} wanted, made {made}, corrected {corrected}", flush=True)
    users = {name: (user, word) for name, (user, word) in json.loads(os.environ[USERS]).items()}
    print(f"rights: {grant(kafka, users, read, prefix, os.environ[OURS], keep=keep)}", flush=True)


def verify_journal(package: str) -> int:
    """Compute every hash of one service's journal again; answers 1 and names the entry when one is wrong."""
    from chassis.outbound import Verdict, verify
    from chassis.work import lasting_connection

    async def walk() -> Verdict:
        connection = await lasting_connection(os.environ["SALESWIRE_DATABASE_URL"], f"{package} verification")
        try:
            return await verify(connection)
        finally:
            await connection.close()

    verdict = asyncio.run(walk())
    if verdict.reason is None:
        print(f"{package}: {verdict.entries} entries hold, head {verdict.head.hash.hex()[:16]}", flush=True)
        return 0
    print(f"{package}: position {verdict.bad_position} is wrong: {verdict.reason}", flush=True)
    return 1
