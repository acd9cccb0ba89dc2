"""`saleswire demo` on a running stack: load the company, tell the story, say where to look next."""

import time
from typing import Any

from rich.console import Console
from rich.table import Table

from client import BlockingApiClient, RefusedByApi, Unreachable
from samples.demo import company, history, talk
from samples.demo.company import Cast
from samples.demo.facts import NAME, PEOPLE
from samples.demo.story import Story
from samples.demo.watch import trace_table
from samples.venue import ADMINISTRATOR, Venue

SIGN_INS = "demo.json"


def run(venue: Venue, console: Console | None = None) -> int:
    """All of it; 0 when the deal was closed, 1 with the reason when not."""
    console = console or Console(highlight=False)
    began = time.monotonic()
    cast = Cast(BlockingApiClient(venue.origin, ADMINISTRATOR, venue.secret("administrator")))
    try:
        prepare(venue, cast, console)
        console.print("\n[bold]One deal[/]")
        story = Story(cast, console)
        deal = story.tell()
        write(venue, deal)
        conclude(venue, cast, deal, console)
    except (RefusedByApi, Unreachable) as trouble:
        console.print(f"[bold red]The demo stops:[/] {trouble}", soft_wrap=True)
        console.print("More: saleswire status, saleswire logs; then saleswire demo again.")
        return 1
    finally:
        for api in (cast.admin, *cast.people.values()):
            api.close()
    console.print(f"\nTold in {time.monotonic() - began:.1f} s. The stack runs on; `make down` stops it.")
    return 0


def prepare(venue: Venue, cast: Cast, console: Console) -> None:
    """The company and its earlier deals; the sign-ins are written down as soon as they are good."""
    began = time.monotonic()
    console.print(f"\n[bold]{NAME}[/]")

    def say(what: str) -> None:
        console.print(f"  {what}  [dim]{time.monotonic() - began:.1f} s[/]")

    cast.admin.let_in()
    company.load(cast, secrets_of(venue), say, proven=written_before(venue))
    write(venue, {})
    history.recall(cast, say)
    talk.talk(cast, say)


def secrets_of(venue: Venue) -> dict[str, str]:
    """Passwords by username, random for this copy."""
    return {person.username: venue.secret(f"demo-{person.username}") for person in PEOPLE}


def written_before(venue: Venue) -> bool:
    """Whether an earlier telling wrote down these very passwords, after they were found good."""
    people = (venue.kept(SIGN_INS) or {"people": []})["people"]
    return {person["username"]: person["password"] for person in people} == secrets_of(venue)


def write(venue: Venue, deal: dict[str, str]) -> None:
    """`demo.json`: addresses, sign-ins and the documents of the last deal; for its owner's eyes only."""
    secrets = secrets_of(venue)
    people = [
        {"username": p.username, "password": secrets[p.username], "role": p.role, "name": p.name}
        for p in PEOPLE
    ]
    known: dict[str, Any] = venue.kept(SIGN_INS) or {}
    found = {
        "web": f"{venue.origin}/",
        "api": f"{venue.origin}/api",
        "description": f"{venue.origin}/api/openapi.json",
        "people": people,
        "deal": deal or known.get("deal", {}),
    }
    venue.keep(SIGN_INS, found)


def conclude(venue: Venue, cast: Cast, deal: dict[str, str], console: Console) -> None:
    """The trace, why nothing is missing, and where to look."""
    trace = cast.admin.read(f"/api/trace/{deal['invoice']}")
    console.print(f"\n[bold]Trace of the deal[/]  GET /api/trace/{deal['invoice']}")
    console.print(trace_table(trace))
    waiting = [f"{each['next_step']}: {each['reason']}" for each in trace["why_not_yet"]]
    console.print(f"Why not yet: {'; '.join(waiting) or 'nothing is left to happen'}")
    guest = next(person for person in PEOPLE if person.role == "leader")
    secret = secrets_of(venue)[guest.username]
    console.print(f"\n[bold]Open {venue.origin}/[/] and sign in, as {guest.username} with {secret}, or as")
    console.print(sign_ins(venue))
    console.print(f"The API is described at {venue.origin}/api/docs")
    console.print(f"Also in {venue.folder / SIGN_INS}", soft_wrap=True)


def sign_ins(venue: Venue) -> Table:
    """Who can sign in."""
    table = Table("username", "password", "role", "name", box=None, pad_edge=False, header_style="bold")
    secrets = secrets_of(venue)
    for person in PEOPLE:
        table.add_row(person.username, secrets[person.username], person.role, person.name)
    return table
