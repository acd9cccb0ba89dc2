"""`saleswire serve`: one service in this process, told by the environment; what a container runs."""

from typing import Annotated

import typer

from saleswire.missing import Missing
from saleswire.places import PORTS, current_place
from saleswire.serve import run

EVERYWHERE = "0.0.0.0"  # noqa: S104  # a container's own network is its fence


def serve(
    service: Annotated[str, typer.Argument(help="Which one: quotes, web, gateway, …")],
    port: Annotated[int | None, typer.Option(help="Where it listens; its usual port when not given.")] = None,
    host: Annotated[str, typer.Option(help="At which address it listens.")] = EVERYWHERE,
) -> None:
    """Serve until SIGTERM, then finish what has begun. SALESWIRE_ROLE=api or worker serves one half."""
    known = current_place().services()
    if service not in known:
        raise Missing(f"there is no service {service}", f"one of {', '.join(known)}")
    raise typer.Exit(run(service, port or PORTS[service], host))


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("serve")(serve)
