"""`saleswire status`: every component, its process, address, lag, parked keys, outbox, last error."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from saleswire.places import current_place
from saleswire.probes import http_get, http_json
from saleswire.record import Line, read_record

COLUMNS = (
    "component", "pid", "address", "state", "lag", "parked", "outbox", "oldest", "restarts", "last error",
)  # fmt: skip


def status() -> None:
    """Show how every component is; exit code 1 when something is not ready, or parked for a person."""
    place = current_place()
    record = read_record(place.state)
    if record is None or record.supervisor.handle is None:
        Console().print("nothing runs here; make up starts it")
        raise typer.Exit(1)
    table = Table(*COLUMNS, box=None, pad_edge=False)
    console = Console()
    shown = {name: line for name, line in record.components.items() if line.state != "done"}
    asked = asyncio.run(ask_all(list(shown.values())))
    table.add_row(*row("supervisor", record.supervisor, {}, f"{record.mode}, {record.infra}"))
    for name, line, inner in zip(shown, shown.values(), asked, strict=True):
        table.add_row(*row(name, line, inner))
    if not console.is_terminal:
        console.width = 240
    console.print(table)
    alarms = [alarm for inner in asked for alarm in stuck(inner)]
    for alarm in alarms:
        console.print(f"[red]{alarm}[/]", soft_wrap=True)
    raise typer.Exit(0 if record.ready and not alarms else 1)


async def ask_all(lines: list[Line]) -> list[dict[str, Any]]:
    """What each of them says of itself."""
    return list(await asyncio.gather(*(ask(line) for line in lines)))


def stuck(inner: dict[str, Any]) -> list[str]:
    """What waits for a person, and what to do about it."""
    return [
        f"{group['group']}: {waiting(group['stuck_keys'])}; saleswire dlq list says why (docs/operations.md)"
        for group in inner.get("groups", [])
        if group.get("stuck_keys")
    ]


def waiting(keys: int) -> str:
    """How many keys wait, in words."""
    return "1 parked key waits" if keys == 1 else f"{keys} parked keys wait"


def parked(inner: dict[str, Any]) -> str:
    """Keys that wait in all groups of a service, red when some wait for a person."""
    count = sum(group.get("parked_keys", 0) for group in inner.get("groups", []))
    return f"[red]{count}[/]" if stuck(inner) else str(count or "")


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
        parked(inner),
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
