"""A database and a role per service: no role can open another's database.

The administrator needs CREATEDB and CREATEROLE, no more; what is not ours on the server stays as it is.
"""

from typing import Any

import asyncpg

from chassis.work import connect
from saleswire.missing import Missing

OWNER = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1"
ROLE = "SELECT 1 FROM pg_roles WHERE rolname = $1"


async def ensure_databases(
    admin_url: str, passwords: dict[str, str], prefix: str, own_server: bool = False
) -> list[str]:
    """Make what is missing for each service of ``passwords``; answers the databases that were made.

    Roles and databases are called ``prefix`` and the service. Passwords are set each time, so that a lost
    and renewed secrets file heals itself. Only on a server of our own are its other databases closed.
    """
    connection = await connect(admin_url, "saleswire databases")
    try:
        await connection.execute("SELECT pg_advisory_lock(7253001)")
        if own_server:
            await connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        made = [await ensure(connection, service, prefix, secret) for service, secret in passwords.items()]
        return [name for name in made if name]
    finally:
        await connection.close()


async def ensure(connection: Any, service: str, prefix: str, secret: str) -> str:
    """One role and its database; answers the database's name when it was made. Raises Missing."""
    name = f"{prefix}{service}"
    owner = await connection.fetchval(OWNER, name)
    try:
        await ensure_role(connection, name, secret, former=service if owner == service else "")
    except asyncpg.InsufficientPrivilegeError as error:
        raise Missing(
            f"the role {name} cannot be made or changed: {error}",
            "an administrator with CREATEDB and CREATEROLE, or another SALESWIRE_DATABASE_PREFIX where "
            "the role is somebody else's",
        ) from None
    if not owner:
        await obey(connection, "GRANT %I TO CURRENT_USER", name)
        await obey(connection, "CREATE DATABASE %I OWNER %I", name, name)
    elif owner not in (name, service):
        raise Missing(f"the database {name} belongs to {owner}", "another SALESWIRE_DATABASE_PREFIX")
    await obey(connection, "REVOKE CONNECT ON DATABASE %I FROM PUBLIC", name)
    return "" if owner else name


async def ensure_role(connection: Any, name: str, secret: str, former: str) -> None:
    """The role with this password; ``former`` is its name from before roles had a prefix."""
    if former and former != name and not await connection.fetchval(ROLE, name):
        await obey(connection, "ALTER ROLE %I RENAME TO %I", former, name)
    verb = "ALTER" if await connection.fetchval(ROLE, name) else "CREATE"
    await obey(connection, f"{verb} ROLE %I LOGIN PASSWORD %L", name, secret)


async def obey(connection: Any, statement: str, *parts: str) -> None:
    """Run a statement whose names and literals are quoted by PostgreSQL itself."""
    marks = ", ".join(f"${number}::text" for number in range(2, len(parts) + 2))
    await connection.execute(await connection.fetchval(f"SELECT format($1, {marks})", statement, *parts))
