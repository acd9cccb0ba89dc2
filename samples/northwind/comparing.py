"""What our documents and reports say, compared with the independent figures; differences in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from samples.northwind.independent import Figures, Sums

Document = dict[str, Any]
YEARS = ("all", "1996", "1997", "1998")


@dataclass
class Comparison:
    """Differences that were found, and how many comparisons were made."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def same(self, what: str, ours: Any, theirs: Any) -> None:
        """Note a difference; amounts are equal when they are equal numbers."""
        self.compared += 1
        if ours != theirs:
            self.differences.append(f"{what}: we say {ours}, the files say {theirs}")


def compare_order(
    found: Comparison,
    figures: Figures,
    number: str,
    order: Document,
    sellers: Mapping[str, str],
    importer: str,
) -> None:
    """One order with all its lines; each discount names who granted it."""
    expected, what = figures.order[number], f"order NW-{number}"
    found.same(f"{what} client", order["client"]["name"], expected["client"])
    found.same(f"{what} seller", sellers.get(order["owner_id"], order["owner_id"]), expected["seller"])
    found.same(f"{what} currency", order["totals"]["currency"], "USD")
    found.same(f"{what} freight", Decimal(order["totals"]["freight"]), Decimal(expected["freight"]))
    for name in ("ordered_on", "placed_on", "released_on"):
        found.same(f"{what} {name}", order[name], expected["ordered"])
    found.same(f"{what} promised for", order["initial_ship_date"], expected["required"])
    found.same(f"{what} shipped on", order["actual_ship_date"] or "", expected["shipped"])
    wanted = ("invoiced", "closed") if expected["shipped"] else ("released",)
    found.same(f"{what} status {order['status']}", order["status"] in wanted, True)
    lines = {line["item"]["name"]: _line(line["item"]) for line in order["lines"]}
    found.same(f"{what} lines", lines, figures.lines_of[number])
    for line in order["lines"]:
        granted_by = line["decision"]["discount_granted_by"]
        discounted = Decimal(line["item"]["discount"]) > 0
        found.same(f"{what} discount granted by", granted_by, importer if discounted else None)


def _line(item: Document) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    return (
        Decimal(item["quantity"]["value"]),
        Decimal(item["unit_price"]),
        Decimal(item["discount"]),
        Decimal(item["net"]),
    )


def compare_invoice(found: Comparison, figures: Figures, number: str, invoice: Document) -> None:
    """One invoice with the lines that were shipped."""
    expected, what = figures.order[number], f"invoice of NW-{number}"
    found.same(f"{what} issued on", invoice["issued_on"], expected["shipped"])
    found.same(f"{what} client", invoice["client"]["name"], expected["client"])
    found.same(f"{what} freight", Decimal(invoice["totals"]["freight"]), Decimal(expected["freight"]))
    lines = {line["name"]: (Decimal(line["quantity"]), Decimal(line["net"])) for line in invoice["lines"]}
    shipped = {name: (line[0], line[3]) for name, line in figures.lines_of[number].items()}
    found.same(f"{what} lines", lines, shipped)


def compare_stock(found: Comparison, figures: Figures, stock: Mapping[str, Decimal]) -> None:
    """Units on hand of every product."""
    for name, units in figures.on_hand.items():
        found.same(f"on hand of {name}", stock.get(name), units)


def compare_report(
    found: Comparison, expected: Sums, dimension: str, measure: str, rows: Mapping[tuple[str, str], Decimal]
) -> None:
    """One report by year and name: the same keys with the same amounts, and no others."""
    wanted = {(year, name): net for (kind, year, name), net in expected.items() if kind == dimension}
    for key in sorted(wanted.keys() | rows.keys()):
        found.same(
            f"{measure} by {dimension} {' '.join(key)}",
            rows.get(key, Decimal(0)),
            wanted.get(key, Decimal(0)),
        )
