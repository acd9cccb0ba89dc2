"""The search by what people remember by halves: how fast it answers, and whether it finds what is meant.

Questions are made by rule from random records: a letter off, without accents, a number in short, the end of a
telephone. A question is answered when its record, or one that is called the same, is among the first five.
"""

import random
import secrets
import string
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from benchmarks import remembering
from benchmarks.figures import percentiles
from benchmarks.lists import connected
from benchmarks.people import Person
from benchmarks.remembering import Record
from benchmarks.stand import Stand
from benchmarks.wire import Wire
from client import ApiClient
from saleswire.passwords import password

PERMISSIONS = ["crm.read", "orders.read", "orders.prices"]
QUESTIONS, WARM, FIRST, MISSED = 1000, 50, 5, 12
Asking = Callable[[Record, random.Random], str]


def letter_off(record: Record, chance: random.Random) -> str:
    """The name with one letter of its first word left out, doubled, changed, or changed with the next."""
    word, *rest = record.texts["name"][0].split()
    at = chance.randrange(1, len(word) - 1)
    ways = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return " ".join([chance.choice(ways), *rest])


def folded(record: Record, _: random.Random) -> str:
    """The name without capitals and accents."""
    apart = unicodedata.normalize("NFD", record.texts["name"][0].lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).replace("ø", "o")


def half_number(record: Record, chance: random.Random) -> str:
    """The number without its year, or without prefix and century."""
    prefix, year, number = record.texts["number"][0].split("-")
    return chance.choice(
        (f"{prefix.lower()} {int(number)}", f"{prefix}-{int(number)}", f"{year}-{int(number)}")
    )


def purchase_order(record: Record, _: random.Random) -> str:
    """The client's number as it stands."""
    return record.texts["customer_po"][0].lower()


def telephone_tail(record: Record, _: random.Random) -> str:
    """The last seven digits, in two groups."""
    digits = record.texts["phone"][0].split()[-1]
    return f"{digits[:3]} {digits[3:]}"


ASKED: Mapping[str, Sequence[Asking]] = {
    "client": (letter_off, folded),
    "contact": (telephone_tail,),
    "order": (half_number, purchase_order),
}


async def searcher(stand: Stand, wire: Wire) -> Person:
    """Somebody who finds everything."""
    secret = secrets.token_urlsafe(24)
    async with ApiClient(stand.origin) as admin:
        await admin.sign_in("admin", password(stand.place.state, "administrator"))
        role = {"name": "searches", "scope": "all", "permissions": PERMISSIONS}
        versions = list((await admin.post("/api/identity/roles", role)).written)
        asked = {"username": "searcher", "name": "Searches", "roles": ["searches"], "password": secret}
        versions += (await admin.post("/api/identity/people", asked)).written
        await admin.settled(["/api/reports/statuses"], versions)
    person = Person(wire, "searcher", secret)
    await person.fresh()
    return person


async def measured(stand: Stand, person: Person, parties: int, orders: int) -> dict[str, Any]:
    """Milliseconds and the share that was found, by rule and of all."""
    began = time.monotonic()
    registers = list(remembering.parties(parties))
    clients = [record for record in registers if record.kind == "client"]
    async with connected(stand, "reporting") as reporting:
        await remembering.seed_index(reporting, lambda: (*registers, *remembering.orders(orders, clients)))
    seeding = time.monotonic() - began
    chosen, share = random.Random(8), QUESTIONS / orders
    some = [record for record in remembering.orders(orders, clients) if chosen.random() < share]
    by_kind = {
        "client": chosen.choices(clients, k=QUESTIONS),
        "contact": chosen.choices([record for record in registers if record.kind == "contact"], k=QUESTIONS),
        "order": some,
    }
    return await asked(person, by_kind) | {"seeding_s": seeding}


async def asked(person: Person, by_kind: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """Ask as many questions as there shall be, by each rule alike."""
    chance = random.Random(9)
    rules = [(kind, rule) for kind, several in ASKED.items() for rule in several]
    took: dict[str, list[float]] = {rule.__name__: [] for _, rule in rules}
    found: Counter[str] = Counter()
    missed: list[str] = []
    for number in range(-WARM, QUESTIONS):
        kind, rule = rules[number % len(rules)]
        record = by_kind[kind][number % len(by_kind[kind])]
        typed = rule(record, chance)
        reply = await person.get(f"/api/search?{urlencode({'q': typed, 'limit': FIRST})}")
        if number < 0:
            continue
        took[rule.__name__].append(reply.took)
        if _answered(reply.json()["items"], record):
            found[rule.__name__] += 1
        else:
            missed.append(f"{rule.__name__}: {typed!r} for {_called(record)}")
    everything = [each for several in took.values() for each in several]
    return {
        "ms": percentiles(everything),
        "found": found.total() / QUESTIONS,
        "by_rule": {
            name: {"p95_ms": percentiles(several)["p95"], "found": found[name] / len(several)}
            for name, several in took.items()
        },
        "missed": missed[:MISSED],
    }


def _answered(hits: Sequence[Mapping[str, Any]], record: Record) -> bool:
    return any(hit["id"] == str(record.id) or hit["name"] == _called(record) for hit in hits)


def _called(record: Record) -> str:
    return record.texts["number" if record.kind == "order" else "name"][0]
