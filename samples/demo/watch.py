"""Watches a deal through its trace: which events have come, what caused each, and how long it took."""

import time
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from client import BlockingApiClient, RefusedByApi, Unreachable
from samples.demo.waiting import until

Body = dict[str, Any]
LONG = 120.0  # seconds: a broker that died has to come back, and consumers with it


@dataclass
class Watch:
    """One deal as the seller sees it; ``deal`` is the id of any of its documents."""

    api: BlockingApiClient
    deal: str
    console: Console
    seen: dict[str, Body] = field(default_factory=dict)  # events by id

    def until(self, *names: str, patience: float = LONG) -> None:
        """Show events as they come until there is one of each name; raises Unreachable naming what lacks."""
        missing = set(names)

        def complete() -> bool:
            self.look()
            missing.difference_update(event["name"] for event in self.seen.values())
            return not missing

        try:
            until(complete, "all events", patience)
        except Unreachable:
            raise Unreachable(f"after {patience:.0f} s there is no {', '.join(sorted(missing))}") from None

    def look(self) -> None:
        """Read the trace and show what is new; a deal that reporting has not heard of has no events."""
        try:
            trace = self.api.read(f"/api/trace/{self.deal}")
        except RefusedByApi as refused:
            if refused.status != 404:
                raise
            return
        for event in trace["events"]:
            if event["id"] not in self.seen:
                self.seen[event["id"]] = event
                self.console.print(line(event), soft_wrap=True)


def line(event: Body) -> Text:
    """An event under the command that caused it, or as the reaction of a service."""
    reaction = service_of(event)
    text = Text("       ")
    text.append(f"{'↳' if reaction else '•'} ", "cyan" if reaction else "green")
    text.append(f"{event['name']:<20}", "bold")
    text.append(f" {event['document']:<14} ")
    if reaction:
        outsider = event["reported_by"]
        text.append(f"{reaction}{f' ({outsider} reported)' if outsider else ''}", "cyan")
        if event["after_cause_ms"] is not None:
            text.append(f"  +{event['after_cause_ms']:.0f} ms", "dim")
    return text


def trace_table(trace: Body) -> Table:
    """All events of the deal: when, how long after their cause, and whose doing."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("at", "lag"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("event", "document", "by"):
        table.add_column(name, no_wrap=True)
    for event in trace["events"]:
        lag = event["after_cause_ms"]
        table.add_row(
            f"{event['after_start_ms'] / 1000:.3f} s",
            "" if lag is None else f"+{lag:.0f} ms",
            event["name"],
            event["document"],
            service_of(event) or event["actor_name"],
        )
    return table


def service_of(event: Body) -> str:
    """The service whose reaction it was; empty for what a person did."""
    by, _, group = str(event["via"]).partition(":")
    return group.partition(".")[0] if by == "reaction" else ""


def elapsed(since: float) -> str:
    """Milliseconds since a moment of the monotonic clock."""
    return f"{(time.monotonic() - since) * 1000:.0f} ms"


def short(path: str) -> str:
    """A path whose ids are cut off in the middle."""
    return "/".join("…" if len(part) == 36 else part for part in path.split("/"))
