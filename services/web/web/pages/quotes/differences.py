"""What two states of a quote differ in: fields, totals, and line by line. Pure.

Lines get new ids whenever they are written, so a line is known again by its product; the same product twice
is known by its order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.pages.quotes.heads import LABELS, as_typed
from web.rendering import amount, decimal, money, number, percent

CELLS = ("quantity", "unit_price", "discount", "net", "description")
CELL_LABELS = ("Quantity", "Unit price", "Discount", "Net", "Description")
TOTALS = (("net", "Net"), ("freight", "Freight"), ("tax", "Tax"), ("gross", "Total"))
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One value before and after."""

    was: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.was != self.now


@dataclass(frozen=True)
class LineChange:
    """One line on both sides; ``state`` is added, removed, changed or same."""

    state: str
    number: str
    name: str
    was_at: int | None
    now_at: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FieldChange:
    """A field or total that differs."""

    label: str
    was: str
    now: str


def line_changes(was: Sequence[Json], now: Sequence[Json], currency: str) -> list[LineChange]:
    """All lines in the order of the later state; a removed one stands where it stood before."""
    pairs, gone = _paired(was, now)
    changes = [_change(pairs.get(place), line, currency) for place, line in enumerate(now)]
    for line in gone:
        changes.insert(_place(changes, int(line["position"])), _change(line, None, currency))
    return changes


def _paired(was: Sequence[Json], now: Sequence[Json]) -> tuple[dict[int, Json], list[Json]]:
    """The earlier line of each later one, by the later one's place, and the lines that are gone."""
    known: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for line in was:
        known[_key(line)].append(line)
    pairs: dict[int, Json] = {}
    for exactly in (True, False):  # equal lines first, so that one changed twin does not shift the others
        for place, line in enumerate(now):
            twins = known[_key(line)]
            fits = [twin for twin in twins if not exactly or _texts(twin, "") == _texts(line, "")]
            if place not in pairs and fits:
                pairs[place] = fits[0]
                twins.remove(fits[0])
    gone = sorted((line for left in known.values() for line in left), key=lambda line: int(line["position"]))
    return pairs, gone


def _key(line: Json) -> tuple[str, str]:
    return str(line["product_id"]), str(line["number"])


def _place(changes: Sequence[LineChange], position: int) -> int:
    before = [
        at for at, change in enumerate(changes) if change.was_at is not None and change.was_at < position
    ]
    return before[-1] + 1 if before else 0


def _change(was: Json | None, now: Json | None, currency: str) -> LineChange:
    named = now or was or {}
    blank = ("",) * len(CELLS)
    cells = tuple(map(Cell, *(_texts(line, currency) if line else blank for line in (was, now))))
    changed = any(cell.changed for cell in cells)
    state = "added" if was is None else "removed" if now is None else "changed" if changed else "same"
    return LineChange(
        state=state,
        number=str(named["number"]),
        name=str(named["name"]),
        was_at=int(was["position"]) if was else None,
        now_at=int(now["position"]) if now else None,
        cells=cells,
    )


def _texts(line: Json, currency: str) -> tuple[str, ...]:
    return (
        f"{number(line['quantity']['value'])} {line['quantity']['unit']}",
        amount(line["unit_price"], currency),
        percent(line["discount"]) if decimal(line["discount"]) else "",
        amount(line["net"], currency),
        str(line.get("description") or ""),
    )


def field_changes(was: Json, now: Json) -> list[FieldChange]:
    """Fields of the header that differ; what an early revision did not keep is left out."""
    left, right = _fields(was), _fields(now)
    return [
        FieldChange(label, left[label], right[label])
        for label in right
        if label in left and left[label] != right[label]
    ]


def total_changes(was: Json, now: Json) -> list[FieldChange]:
    """All totals on both sides."""
    left, right = was["totals"], now["totals"]
    return [
        FieldChange(label, money(left[key], left["currency"]), money(right[key], right["currency"]))
        for key, label in TOTALS
    ]


def _fields(content: Json) -> dict[str, str]:
    typed = as_typed(content)
    known = {label: typed[name] for name, label in LABELS.items() if content.get(name) is not None}
    known |= {"Quoted on": str(content["quoted_on"])} if content.get("quoted_on") else {}
    for name, label in (("client", "Client"), ("distributor", "Distributor")):
        if content.get("client"):
            known[label] = str((content.get(name) or {}).get("name", ""))
    for name, label in (("shipping_address", "Shipping address"), ("billing_address", "Billing address")):
        if content.get(name):
            known[label] = ", ".join(str(part) for part in content[name].values() if part)
    return known
