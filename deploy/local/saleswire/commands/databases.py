"""`saleswire databases`: make roles and databases on a server that is there already."""

import asyncio
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer

from saleswire.infrastructure import Infrastructure, external
from saleswire.missing import Missing


def databases(
    own_server: Annotated[
        bool, typer.Option("--own-server", help="Also close the server's other databases to all but owners.")
    ] = False,
) -> None:
    """Make what each DATABASE_URL_<SERVICE> names, by its password, as DATABASE_URL is allowed to."""
    from saleswire.databases import ensure_databases

    infra = external()
    if not infra.admin_url:
        raise Missing("nobody is named who may make databases", "export DATABASE_URL=postgresql://…")
    passwords = {service: secret(infra, service) for service in infra.given}
    made = asyncio.run(ensure_databases(infra.admin_url, passwords, infra.database_prefix, own_server))
    typer.echo(f"databases: made {', '.join(made) or 'nothing, all there'}")


def secret(infra: Infrastructure, service: str) -> str:
    """The password in a service's URL; raises Missing where role or database are called otherwise."""
    url, name = urlsplit(infra.given[service]), infra.database_name(service)
    if (unquote(url.username or ""), url.path.strip("/")) != (name, name):
        raise Missing(
            f"DATABASE_URL_{service.upper()} names another role or database than {name}",
            f"postgresql://{name}:password@host:port/{name}, or another SALESWIRE_DATABASE_PREFIX",
        )
    return unquote(url.password or "")


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("databases")(databases)
