"""What two states of a quote differ in: fields, totals, and line by line. Pure.

Lines get new ids whenever they are written, so a line is known again by its product; the same product twice
is known by its order.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.language import N_, _
from web.api.quotes import FreightTax, LineItem, RevisionContent
from web.rendering import amount, decimal, money, number, percent
from web.sections.quotes.heads import KEPT, LABELS, texts_of

CELLS = ("quantity", "unit_price", "discount", "net", "description")
CELL_LABELS = (N_("Quantity"), N_("Unit price"), N_("Discount"), N_("Net"), N_("Description"))


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


def line_changes(was: Sequence[LineItem], now: Sequence[LineItem], currency: str) -> list[LineChange]:
    """All lines in the order of the later state; a removed one stands where it stood before."""
    pairs, gone = _paired(was, now)
    changes = [_change(pairs.get(place), line, currency) for place, line in enumerate(now)]
    for line in gone:
        changes.insert(_place(changes, line["position"]), _change(line, None, currency))
    return changes


def _paired(was: Sequence[LineItem], now: Sequence[LineItem]) -> tuple[dict[int, LineItem], list[LineItem]]:
    """The earlier line of each later one, by the later one's place, and the lines that are gone."""
    known: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    for line in was:
        known[_key(line)].append(line)
    pairs: dict[int, LineItem] = {}
    for exactly in (True, False):  # equal lines first, so that one changed twin does not shift the others
        for place, line in enumerate(now):
            twins = known[_key(line)]
            fits = [twin for twin in twins if not exactly or _texts(twin, "") == _texts(line, "")]
            if place not in pairs and fits:
                pairs[place] = fits[0]
                twins.remove(fits[0])
    gone = sorted((line for left in known.values() for line in left), key=lambda line: line["position"])
    return pairs, gone


def _key(line: LineItem) -> tuple[str, str]:
    return line["product_id"], line["number"]


def _place(changes: Sequence[LineChange], position: int) -> int:
    before = [
        at for at, change in enumerate(changes) if change.was_at is not None and change.was_at < position
    ]
    return before[-1] + 1 if before else 0


def _change(was: LineItem | None, now: LineItem | None, currency: str) -> LineChange:
    named = now or was
    blank = ("",) * len(CELLS)
    cells = tuple(map(Cell, *(_texts(line, currency) if line else blank for line in (was, now))))
    changed = any(cell.changed for cell in cells)
    state = "added" if was is None else "removed" if now is None else "changed" if changed else "same"
    return LineChange(
        state=state,
        number=named["number"] if named else "",
        name=named["name"] if named else "",
        was_at=was["position"] if was else None,
        now_at=now["position"] if now else None,
        cells=cells,
    )


def _texts(line: LineItem, currency: str) -> tuple[str, ...]:
    return (
        f"{number(line['quantity']['value'])} {line['quantity']['unit']}",
        amount(line["unit_price"], currency),
        percent(off) if decimal(off := line.get("discount", "0")) else "",
        amount(line["net"], currency),
        line.get("description", ""),
    )


def field_changes(was: RevisionContent, now: RevisionContent) -> list[FieldChange]:
    """Fields of the header that differ; what an early revision did not keep is left out."""
    left, right = _fields(was), _fields(now)
    return [
        FieldChange(label, left[label], right[label])
        for label in right
        if label in left and left[label] != right[label]
    ]


def total_changes(was: RevisionContent, now: RevisionContent) -> list[FieldChange]:
    """All totals on both sides."""
    left, right = was["totals"], now["totals"]
    return [
        FieldChange(label, money(was_one, left["currency"]), money(now_one, right["currency"]))
        for label, was_one, now_one in (
            (_("Net"), left["net"], right["net"]),
            (_("Freight"), left["freight"], right["freight"]),
            (_("Tax"), left["tax"], right["tax"]),
            (_("Total"), left["gross"], right["gross"]),
        )
    ]


def _freight_tax(agreed: FreightTax | None) -> str:
    """Freight's rate and what is printed of it."""
    rate, text = (agreed.get("rate"), agreed.get("text", "")) if agreed else (None, "")
    return ", ".join([_("with the goods") if rate is None else percent(rate), *filter(None, [text])])


def _fields(content: RevisionContent) -> dict[str, str]:
    texts = texts_of(content)
    known = {_(LABELS[name]): texts[name] for name in KEPT if content[name] is not None}
    known |= {_("Quoted on"): day} if (day := content.get("quoted_on")) else {}
    known[_("Tax on freight")] = _freight_tax(content["totals"].get("freight_tax"))
    if client := content.get("client"):
        distributor = content.get("distributor")
        known |= {_("Client"): client["name"], _("Distributor"): distributor["name"] if distributor else ""}
    addresses = {
        _("Shipping address"): content.get("shipping_address"),
        _("Billing address"): content.get("billing_address"),
    }
    known |= {
        label: ", ".join(str(part) for part in address.values() if part)
        for label, address in addresses.items()
        if address
    }
    return known
