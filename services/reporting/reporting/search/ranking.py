"""Which of what was found people mean most likely: what is called so, before what only holds it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.remembered import Kind
from contracts.text import searchable
from reporting.search.entries import Texts
from reporting.search.lexemes import TOKEN
from reporting.search.question import Question, telephone_ends

ORDER = {kind.value: place for place, kind in enumerate(Kind)}
NAMED = frozenset({Kind.CLIENT, Kind.DISTRIBUTOR, Kind.CONTACT})  # others are called by their number
Close = Mapping[str, Sequence[str]]  # words that are close to one that was typed
CALLED = ("number", "name", "title", "customer_po", "project", "shipment_number")
LONG = (
    "lines.number",
    "lines.name",
    "lines.serial_numbers",
)  # of an entry's texts; nothing is called by them
EXACT, BEGUN, CLOSE, ELSEWHERE = 4, 3, 2, 1


def title(kind: str, texts: Texts) -> str:
    """How a record is called."""
    return next(iter(texts.get("name" if kind in NAMED else "number", ())), "")


def score(row: Mapping[str, Any], question: Question, close: Close) -> float:
    """How well the record is called by what was typed; more is better."""
    tokens = question.tokens
    if question.telephone and _reached(row["texts"].get("phone", ()), telephone_ends(question.telephone)):
        return EXACT * (len(tokens) + 1)
    called = {text: _tokens(text) for name in CALLED for text in row["texts"].get(name, ())}
    names = [token for text in called.values() for token in text]
    first = called.get(title(row["kind"], row["texts"]), [])
    points = float(sum(_points(token, names, close.get(token, ())) for token in tokens))
    if first and set(tokens) >= set(first):
        points += EXACT  # nothing of its name is left over
    return points - len(first) / 100


def _reached(telephones: Iterable[str], ends: Sequence[str]) -> bool:
    digits = ["".join(filter(str.isdigit, text)) for text in telephones]
    return any(each.endswith(end) for each in digits for end in ends)


def _tokens(text: str) -> list[str]:
    return [_plain(token) for token in TOKEN.findall(searchable(text))]


def _plain(token: str) -> str:
    return token.lstrip("0") if token.isdigit() else token


def _points(token: str, names: Sequence[str], close: Sequence[str]) -> int:
    plain = _plain(token)
    if plain in names:
        return EXACT
    if any(name.startswith(plain) for name in names):
        return BEGUN
    return CLOSE if any(word in names for word in close) else ELSEWHERE
