"""`saleswire demo` on a running stack: load the company, tell the story, say where to look next."""

import json
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from saleswire.demo import company, history, talk
from saleswire.demo.client import Api, Trouble, welcome
from saleswire.demo.company import Cast
from saleswire.demo.facts import NAME, PEOPLE
from saleswire.demo.story import Story
from saleswire.demo.watch import trace_table
from saleswire.passwords import password, write_private
from saleswire.places import HOST, Place

ADMINISTRATOR = "admin"


def run(place: Place, console: Console | None = None) -> int:
    """All of it; 0 when the deal was closed, 1 with the reason when not."""
    console = console or Console(highlight=False)
    began = time.monotonic()
    cast = Cast(Api(origin(place), ADMINISTRATOR, password(place.state, "administrator")))
    try:
        prepare(place, cast, console)
        console.print("\n[bold]One deal[/]")
        story = Story(cast, console)
        deal = story.tell()
        write(place, deal)
        conclude(place, cast, deal, console)
    except Trouble as trouble:
        console.print(f"[bold red]The demo stops:[/] {trouble}", soft_wrap=True)
        console.print("More: saleswire status, saleswire logs; then saleswire demo again.")
        return 1
    finally:
        for api in (cast.admin, *cast.people.values()):
            api.close()
    console.print(f"\nTold in {time.monotonic() - began:.1f} s. The stack runs on; `make down` stops it.")
    return 0


def prepare(place: Place, cast: Cast, console: Console) -> None:
    """The company and its earlier deals; the sign-ins are written down as soon as they are good."""
    began = time.monotonic()
    console.print(f"\n[bold]{NAME}[/]")

    def say(what: str) -> None:
        console.print(f"  {what}  [dim]{time.monotonic() - began:.1f} s[/]")

    welcome(cast.admin)
    company.load(cast, secrets_of(place), say, proven=written_before(place))
    write(place, {})
    history.recall(cast, say)
    talk.talk(cast, say)


def origin(place: Place) -> str:
    """The gateway."""
    return f"http://{HOST}:{place.ports['gateway']}"


def secrets_of(place: Place) -> dict[str, str]:
    """Passwords by username, random for this state folder."""
    return {person.username: password(place.state, f"demo-{person.username}") for person in PEOPLE}


def written_before(place: Place) -> bool:
    """Whether an earlier telling wrote down these very passwords, after they were found good."""
    file = place.state / "demo.json"
    people = json.loads(file.read_text())["people"] if file.exists() else []
    return {person["username"]: person["password"] for person in people} == secrets_of(place)


def write(place: Place, deal: dict[str, str]) -> None:
    """`demo.json`: addresses, sign-ins and the documents of the last deal; for its owner's eyes only."""
    file, secrets = place.state / "demo.json", secrets_of(place)
    people = [
        {"username": p.username, "password": secrets[p.username], "role": p.role, "name": p.name}
        for p in PEOPLE
    ]
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    found = {
        "web": f"{origin(place)}/",
        "api": f"{origin(place)}/api",
        "description": f"{origin(place)}/api/openapi.json",
        "people": people,
        "deal": deal or known.get("deal", {}),
    }
    write_private(file, json.dumps(found, indent=1, ensure_ascii=False))


def conclude(place: Place, cast: Cast, deal: dict[str, str], console: Console) -> None:
    """The trace, why nothing is missing, and where to look."""
    trace = cast.admin.get(f"/api/trace/{deal['invoice']}")
    console.print(f"\n[bold]Trace of the deal[/]  GET /api/trace/{deal['invoice']}")
    console.print(trace_table(trace))
    waiting = [f"{each['next_step']}: {each['reason']}" for each in trace["why_not_yet"]]
    console.print(f"Why not yet: {'; '.join(waiting) or 'nothing is left to happen'}")
    guest = next(person for person in PEOPLE if person.role == "leader")
    secret = secrets_of(place)[guest.username]
    console.print(f"\n[bold]Open {origin(place)}/[/] and sign in, as {guest.username} with {secret}, or as")
    console.print(sign_ins(place))
    console.print(f"The API is described at {origin(place)}/api/docs")
    console.print(f"Also in {place.state / 'demo.json'}", soft_wrap=True)


def sign_ins(place: Place) -> Table:
    """Who can sign in."""
    table = Table("username", "password", "role", "name", box=None, pad_edge=False, header_style="bold")
    secrets = secrets_of(place)
    for person in PEOPLE:
        table.add_row(person.username, secrets[person.username], person.role, person.name)
    return table
