"""A database and a role per service: no role can open another's database."""

import asyncpg

from saleswire.infrastructure import database_name


async def ensure_databases(admin_url: str, passwords: dict[str, str]) -> list[str]:
    """Make what is missing for each service of ``passwords``; answers the databases that were made.

    Passwords are set each time, so that a lost and renewed secrets file heals itself.
    """
    connection = await asyncpg.connect(admin_url, timeout=10)
    try:
        await connection.execute("SELECT pg_advisory_lock(7253001)")
        await connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        return [
            name
            for service, secret in passwords.items()
            if (name := await ensure(connection, service, secret))
        ]
    finally:
        await connection.close()


async def ensure(connection: asyncpg.Connection, service: str, secret: str) -> str:
    """One role and its database; answers the database's name when it was made."""
    verb = (
        "ALTER"
        if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", service)
        else "CREATE"
    )
    await obey(
        connection, f"{verb} ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L", service, secret
    )
    name, made = database_name(service), ""
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await obey(connection, "CREATE DATABASE %I OWNER %I", name, service)
        made = name
    await obey(connection, "REVOKE CONNECT ON DATABASE %I FROM PUBLIC", name)
    return made


async def obey(connection: asyncpg.Connection, statement: str, *parts: str) -> None:
    """Run a statement whose names and literals are quoted by PostgreSQL itself."""
    marks = ", ".join(f"${number}::text" for number in range(2, len(parts) + 2))
    await connection.execute(await connection.fetchval(f"SELECT format($1, {marks})", statement, *parts))
