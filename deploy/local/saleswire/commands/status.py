"""`saleswire status`: every component, its process, address, lag, outbox, restarts and last error."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from saleswire.places import current_place
from saleswire.probes import http_get, http_json
from saleswire.record import Line, Record, read_record

COLUMNS = ("component", "pid", "address", "state", "lag", "outbox", "oldest", "restarts", "last error")


def status() -> None:
    """Show how every component is; exit code 1 when something is not ready."""
    place = current_place()
    record = read_record(place.state)
    if record is None or record.supervisor.handle is None:
        Console().print("nothing runs here; make up starts it")
        raise typer.Exit(1)
    table = Table(*COLUMNS, box=None, pad_edge=False)
    console = Console()
    for row in asyncio.run(rows(record)):
        table.add_row(*row)
    if not console.is_terminal:
        console.width = 240
    console.print(table)
    raise typer.Exit(0 if record.ready else 1)


async def rows(record: Record) -> list[list[str]]:
    """A row for the supervisor and each component that is not a finished job."""
    shown = {name: line for name, line in record.components.items() if line.state != "done"}
    asked = await asyncio.gather(*(ask(line) for line in shown.values()))
    supervisor = row("supervisor", record.supervisor, {}, f"{record.mode}, {record.infra}")
    return [supervisor, *(row(*parts) for parts in zip(shown, shown.values(), asked, strict=True))]


async def ask(line: Line) -> dict[str, Any]:
    """What a service says of itself; `ready` is its own answer to /readyz."""
    if not line.address.startswith("http"):
        return {}
    port = urlsplit(line.address).port or 80
    inner, (code, _) = await asyncio.gather(http_json(port, "/internal/status"), http_get(port, "/readyz"))
    return {**inner, "ready": code == 200}


def row(name: str, line: Line, inner: dict[str, Any], address: str = "") -> list[str]:
    """One component as text."""
    ready = line.state if inner.get("ready", True) else f"[red]{line.state}, not ready[/]"
    outbox = inner.get("outbox", {})
    return [
        name,
        str(line.pid or ""),
        address or line.address,
        f"[green]{ready}[/]" if ready == "ready" else ready,
        lag(inner),
        str(outbox.get("pending", "")),
        f"{outbox['oldest_seconds']:.1f} s" if outbox.get("oldest_seconds") else "",
        str(line.restarts or ""),
        last_error(line, inner)[:160],
    ]


def lag(inner: dict[str, Any]) -> str:
    """Records that all groups of a service have not read yet."""
    groups = inner.get("groups")
    return "" if groups is None else str(sum(sum(group["lag"].values()) for group in groups))


def last_error(line: Line, inner: dict[str, Any]) -> str:
    """What a service complains of now, else why it was last replaced."""
    parts = [inner, inner.get("outbox", {}), inner.get("timers", {}), *inner.get("groups", [])]
    said = (part.get("error") or part.get("last_error") or part.get("mended") for part in parts)
    return next((str(words) for words in said if words), line.last_error)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("status")(status)
