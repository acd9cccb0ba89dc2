"""What was typed, as questions to the index: exactly, by beginnings and ends, by close words. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from contracts.text import searchable
from reporting.search.lexemes import FORMS, NUMBER, SHORTEST_TAIL, TOKEN, quoted

YEARLESS = re.compile(r"((?:19|20)?\d\d)[-/]0*(\d{1,12})")
TELEPHONE = re.compile(r"[+(]?[\d\s()/.-]{4,}\d")
AMOUNT = re.compile(r"[^\d\s]?\s?(\d{1,3}(?:[.,'\s]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s?\D{0,3}")
SHORTEST_TELEPHONE, AREA, SHORTEST_BEGINNING = 5, 8, 3
CENTURY = "20"


@dataclass(frozen=True)
class Question:
    """What was typed. It may be an amount only for those who see prices: ``amounts``."""

    typed: str
    amounts: bool = True

    @cached_property
    def pieces(self) -> list[str]:
        """What stands between blanks, folded; without what holds no letter and no digit."""
        return [piece for piece in searchable(self.typed).split() if TOKEN.search(piece)]

    @cached_property
    def tokens(self) -> list[str]:
        """The words of all pieces."""
        return [token for piece in self.pieces for token in TOKEN.findall(piece)]

    @cached_property
    def telephone(self) -> str:
        """All that was typed where it is written as only telephones are: several groups of digits."""
        text = " ".join(self.pieces)
        return text if len(self.tokens) > 1 and TELEPHONE.fullmatch(text) else ""

    def asked(
        self, *, begun: bool, of_document: bool, close: Mapping[str, Sequence[str]] | None = None
    ) -> str | None:
        """The tsquery; with ``begun`` words may go on. None where nothing is left to ask documents for."""
        pieces = [piece for piece in self.pieces if not (of_document and piece.strip(".,") in FORMS)]
        each = [self._piece(piece, begun, close or {}) for piece in pieces]
        whole = [f"({' & '.join(each)})"] if each else []
        if len(self.pieces) > 1:
            whole += self._special(" ".join(self.pieces), begun)
        return " | ".join(whole) or None

    def _piece(self, piece: str, begun: bool, close: Mapping[str, Sequence[str]]) -> str:
        tokens = TOKEN.findall(piece)
        ways = [" & ".join(_either(_token(token, begun, close.get(token, ()))) for token in tokens)]
        if len(tokens) > 1:
            ways += _token("".join(tokens), begun, ())
        return _either([f"({way})" for way in ways] + self._special(piece, begun))

    def _special(self, text: str, begun: bool) -> list[str]:
        """The text as a document's number, a telephone or an amount, as far as it may be one."""
        reached = _telephone(text) if begun or text == self.telephone else []
        return _number(text) + reached + (_amount(text) if self.amounts else [])


def _token(token: str, begun: bool, close: Sequence[str]) -> list[str]:
    ways = [quoted(token)]
    if token.isdigit():
        plain = token.lstrip("0") or "0"
        ways += [quoted(plain)] if plain != token else []
        ways += [quoted("~" + token[::-1]) + ":*"] if begun and len(token) >= SHORTEST_TAIL else []
    if begun and len(token) >= SHORTEST_BEGINNING:
        ways.append(quoted(token) + ":*")
    return ways + [quoted(word) for word in close]


def _number(text: str) -> list[str]:
    if found := NUMBER.fullmatch(text):
        prefix, year, number = found.groups()
        return [quoted(f"#{prefix}{year}-{number}" if year else f"#{prefix}{number}")]
    if found := YEARLESS.fullmatch(text):
        year, number = found.groups()
        return [quoted(f"#{year if len(year) == 4 else CENTURY + year}-{number}")]
    return []


def telephone_ends(text: str) -> list[str]:
    """Its end; of a long one the last digits too, as countries and areas are written in many ways."""
    if not TELEPHONE.fullmatch(text):
        return []
    digits = re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")
    if len(digits) < SHORTEST_TELEPHONE:
        return []
    return sorted({digits, digits[-AREA:]} if len(digits) > AREA else {digits})


def _telephone(text: str) -> list[str]:
    return [quoted("~" + end[::-1]) + ":*" for end in telephone_ends(text)]


def _amount(text: str) -> list[str]:
    found = AMOUNT.fullmatch(text)
    if found is None:
        return []
    whole = re.sub(r"\D", "", found[1])
    return [quoted(f"={Decimal(f'{whole}.{found[2]}'):.2f}" if found[2] else f"={int(whole)}")]


def _either(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"
