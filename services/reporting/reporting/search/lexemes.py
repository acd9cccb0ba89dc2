"""What a record is found by: its texts, cut into lexemes of a text search. Pure.

Words stand as they are folded. Other lexemes begin with a sign: ``#so64`` is a document number without its
year and its zeros, ``~`` begins digits from behind, so that their end can be looked for, and ``=`` an amount.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from contracts.text import searchable

TOKEN = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"([a-z]{1,8})[-\s]?(?:((?:19|20)\d\d)[-/])?0*(\d{1,12})")
LONGEST_TOKEN, MOST_TOKENS, SHORTEST_TAIL = 60, 200, 3
# forms of companies say nothing about a document: half of all would be found by them
FORMS = frozenset((
    "ab", "ag", "and", "aps", "as", "bv", "co", "company", "corp", "gmbh", "inc", "kg", "limited", "llc",
    "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "sas", "spa", "srl", "und",
))  # fmt: skip

Lexemes = Iterator[str]


def words(text: str) -> Lexemes:
    """The words of a text, and what stands together also in one: OConnor for O'Connor."""
    for piece in searchable(text).split()[:MOST_TOKENS]:
        tokens = [token for token in TOKEN.findall(piece) if len(token) <= LONGEST_TOKEN]
        yield from tokens
        joined = "".join(tokens)
        if len(tokens) > 1 and len(joined) <= LONGEST_TOKEN:
            yield joined


def codes(text: str) -> Lexemes:
    """A number that others gave: its parts, the whole in one, and its end."""
    for word in words(text):
        yield word
        if any(letter.isdigit() for letter in word) and len(word) > SHORTEST_TAIL:
            yield "~" + word[::-1]


def numbers(text: str) -> Lexemes:
    """A document's number: ``SO-2026-000064`` is found by SO-64, 64, 2026-64 and 000064."""
    found = NUMBER.fullmatch(searchable(text))
    if found is None:
        yield from codes(text)
        return
    prefix, year, number = found.groups()
    yield f"#{prefix}{number}"
    yield number
    if len(number) > SHORTEST_TAIL:
        yield "~" + number[::-1]
    if year:
        yield f"#{prefix}{year}-{number}"
        yield f"#{year}-{number}"
    yield "".join(TOKEN.findall(searchable(text)))


def telephones(text: str) -> Lexemes:
    """A telephone's digits from behind: people remember the end, and write the beginning in many ways."""
    digits = "".join(letter for letter in searchable(text) if letter in "0123456789")
    if digits:
        yield "~" + digits[::-1]


def amounts(text: str) -> Lexemes:
    """An amount as a whole, and without its decimals."""
    amount = Decimal(text)
    yield f"={int(amount)}"
    yield f"={amount:.2f}"


OF_FIELD: Mapping[str, Callable[[str], Lexemes]] = {
    "number": numbers,
    "order_number": numbers,
    "quote_number": numbers,
    "shipment_number": numbers,
    "customer_po": codes,
    "external_ref": codes,
    "lines.number": codes,
    "lines.serial_numbers": codes,
    "product_number": codes,
    "reference": codes,
    "tracking": codes,
    "upc": codes,
    "phone": telephones,
    "totals.net": amounts,
    "totals.gross": amounts,
}


def lexemes(texts: Mapping[str, Iterable[str]], *, of_document: bool) -> list[str]:
    """What the texts of a record are found by, each once and in order; others than these are words."""
    found: set[str] = set()
    for field, values in texts.items():
        for text in values:
            found.update(OF_FIELD.get(field, words)(text))
    return sorted(found - FORMS if of_document else found)


def spelled(found: Iterable[str]) -> set[str]:
    """Those lexemes that are words, which people misspell: three letters and more, and no digits."""
    return {word for word in found if word.isalpha() and len(word) >= 3}


def as_vector(found: Iterable[str]) -> str:
    """Lexemes as PostgreSQL reads a tsvector."""
    return " ".join(quoted(lexeme) for lexeme in found)


def quoted(lexeme: str) -> str:
    """A lexeme in quotes, in which nothing means more than itself."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
