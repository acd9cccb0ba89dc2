"""Records to be searched: rows of reporting's index, as its own functions cut them, put in place by COPY.

Parties with names that are their own, often with accents, a contact at each; orders of four years, of which
each year counts from one. The same seed makes the same company.
"""

import json
import random
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Connection

from benchmarks.seeding import NULL, ROWS_A_CHUNK, unindexed
from reporting.search.lexemes import as_vector, lexemes, spelled
from reporting.search.spelling import shapes

SYLLABLES = (
    *("al", "ba", "ber", "bo", "bör", "cha", "dal", "de", "dri", "el", "fa", "fjo", "ga", "gra", "há", "hol"),
    *(
        "il",
        "ka",
        "ki",
        "kra",
        "la",
        "lin",
        "lö",
        "ma",
        "mé",
        "mun",
        "na",
        "nor",
        "ø",
        "pa",
        "pre",
        "ra",
        "rei",
    ),
    *("ro", "sa", "sen", "ski", "ta", "tor", "ul", "va", "vi", "vog", "wal", "ya", "zu", "zé"),
)
TRADES = ("Timber", "Foods", "Metals", "Paper", "Power", "Water", "Glass", "Dairy", "Rail", "Marine", "Labs")
FORMS = ("AB", "GmbH", "SpA", "Ltd", "SA", "Oy", "AS", "BV")
GIVEN = ("Åsa", "Björn", "Chiara", "Dörte", "Élise", "Femke", "Gábor", "Håkon", "Inês", "Jürgen", "Zoë")
WORDS = ("pumps", "sensors", "retrofit", "turbine hall", "quay", "annual service", "upgrade", "cooling")
YEARS = (2023, 2024, 2025, 2026)
COLUMNS = ("id", "version", "kind", "of_document", "texts", "lexemes", "owner_id", "client_id", "within")
OWNER = UUID(int=0x5E << 120)


@dataclass(frozen=True)
class Record:
    """One entry: what it is called, and what it is found by."""

    kind: str
    id: UUID
    texts: dict[str, list[str]]
    client: UUID | None = None
    within: UUID | None = None

    @property
    def of_document(self) -> bool:
        """Which of the two indexes it stands in."""
        return self.kind == "order"

    @property
    def lexemes(self) -> list[str]:
        """What its texts are cut into."""
        return lexemes(self.texts, of_document=self.of_document)


def parties(count: int) -> Iterator[Record]:
    """Clients, each followed by its contact."""
    chance = random.Random(5)
    for number in range(count):
        id = _id(1, number)
        texts = {
            "number": [f"C-{number + 1:06d}"],
            "name": [_company(chance)],
            "shipping_address.city": [_word(chance)],
        }
        yield Record("client", id, texts, client=id)
        name = f"{chance.choice(GIVEN)} {_word(chance)}"
        mail = f"{name.split()[0][0].lower()}{number}@example.com"
        phone = f"+{chance.randint(30, 49)} {chance.randint(100, 999)} {chance.randint(1_000_000, 9_999_999)}"
        yield Record(
            "contact", _id(2, number), {"name": [name], "email": [mail], "phone": [phone]}, within=id
        )


def orders(count: int, clients: Sequence[Record]) -> Iterator[Record]:
    """Orders from the oldest to the newest."""
    chance = random.Random(6)
    each = -(-count // len(YEARS))
    for number in range(count):
        client = clients[int(len(clients) * chance.random() ** 2)]
        net = chance.randint(5_000, 9_000_000)
        texts = {
            "number": [f"SO-{YEARS[number // each]}-{number % each + 1:06d}"],
            "customer_po": [f"PO-{chance.randint(1, 10**7):07d}"],
            "project": [f"{_word(chance)} {chance.choice(WORDS)}"] if number % 3 == 0 else [],
            "client.name": client.texts["name"],
            "lines.name": [f"Pump {chance.randint(1, 120)}", f"Sensor {chance.randint(1, 120)}"],
            "totals.net": [f"{net // 100}.{net % 100:02d}"],
            "totals.gross": [f"{net * 119 // 10000}.{net * 119 // 100 % 100:02d}"],
        }
        yield Record(
            "order", _id(3, number), {name: said for name, said in texts.items() if said}, client=client.id
        )


def _company(chance: random.Random) -> str:
    return f"{_word(chance)} {chance.choice(TRADES)} {chance.choice(FORMS)}"


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(3, 4))).capitalize()


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(0x5E << 120) | (kind << 96) | (7 << 76) | (2 << 62) | number)


async def seed_index(connection: Connection, records: Callable[[], Iterable[Record]]) -> None:
    """Put these records, and the words in them, in place of all others."""
    await connection.execute("TRUNCATE search_entry, search_word, search_shape")
    words: set[str] = set()
    async with unindexed(connection, "search_entry"):
        source = _chunks(_entry(record, words) for record in records())
        await connection.copy_to_table("search_entry", source=source, columns=COLUMNS)
    async with unindexed(connection, "search_word"), unindexed(connection, "search_shape"):
        await connection.copy_records_to_table("search_word", records=[(word,) for word in words])
        told = [(shape, word) for word in words for shape in shapes(word)]
        await connection.copy_records_to_table("search_shape", records=told)
    await connection.execute("VACUUM (ANALYZE) search_entry, search_word, search_shape")


def _entry(record: Record, words: set[str]) -> str:
    found = record.lexemes
    words.update(spelled(found))
    values = (
        record.id, 1, record.kind, "t" if record.of_document else "f",
        json.dumps(record.texts, ensure_ascii=False), as_vector(found), OWNER, record.client, record.within,
    )  # fmt: skip
    return "\t".join([NULL if value is None else str(value).replace("\\", "\\\\") for value in values]) + "\n"


async def _chunks(lines: Iterator[str]) -> AsyncIterator[bytes]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == ROWS_A_CHUNK:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()
