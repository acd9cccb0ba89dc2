"""What must be done once before services run: databases, migrations, topics. Each may run again at will.

They run in children of their own, so that the supervisor needs no client library.
"""

import asyncio
import os
from pathlib import Path

from saleswire.passwords import password


def databases(state: str, services: list[str]) -> None:
    """Make databases and roles of these services; SALESWIRE_ADMIN_URL may create them."""
    from saleswire.databases import ensure_databases

    passwords = {service: password(Path(state), service) for service in services}
    made = asyncio.run(ensure_databases(os.environ["SALESWIRE_ADMIN_URL"], passwords))
    print(f"databases: made {', '.join(made) or 'nothing, all there'}", flush=True)


def migrate(package: str) -> None:
    """Bring the database of one service (SALESWIRE_DATABASE_URL) to its newest revision."""
    from chassis.migrations import migrate as run_migrations

    run_migrations(package, os.environ["SALESWIRE_DATABASE_URL"])
    print(f"{package}: database is up to date", flush=True)


def topics(services: list[str], bootstrap: str, prefix: str = "", replicas: int = 1) -> None:
    """Make topics of all streams and dead-letter topics of all groups of these services."""
    from saleswire.subscriptions import subscriptions
    from saleswire.topics import dead_letter_topics, ensure_topics, stream_topics

    wanted = stream_topics(prefix, replicas) + dead_letter_topics(subscriptions(services), prefix, replicas)
    changes = asyncio.run(ensure_topics(bootstrap, wanted, replicas))
    print(
        f"topics: {len(wanted)} wanted, made {len(changes.made)}, corrected {len(changes.corrected)}",
        flush=True,
    )
