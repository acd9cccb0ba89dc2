"""How figures, dates, addresses and taxes are written on papers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from chassis.figures import amount as amount
from chassis.figures import count as count
from chassis.figures import money_of as money_of
from chassis.figures import percent as percent
from chassis.figures import unit_price as unit_price
from contracts import money
from contracts.values import Address, TaxPolicy, Totals


def day(value: date | None) -> str:
    """A date that reads the same everywhere: 2 March 2026; empty for none."""
    return "" if value is None else f"{value.day} {value:%B} {value.year}"


def address(of: Address, name: str = "") -> list[str]:
    """The lines of an address; ``name`` stands in when it has none of its own."""
    place = " ".join(part for part in (of.postal_code, of.city) if part)
    lines = (of.name or name, of.street, place, of.region, of.country)
    return [line for line in lines if line]


def sums(lines: Sequence[tuple[Decimal, Decimal]], totals: Totals) -> list[tuple[str, str]]:
    """(label, sum) of everything below the (net, tax rate) lines, down to the total."""
    currency = totals.currency
    rows = [("Net", amount(totals.net, currency)), ("Freight", amount(totals.freight, currency))]
    rows += [
        (f"Tax {percent(rate)} on {amount(base, currency)}", amount(tax, currency))
        for rate, base, tax in taxes(lines, totals)
    ]
    if totals.rounding:
        rows.append(("Rounding of part invoices", amount(totals.rounding, currency)))
    return [*rows, ("Total", money_of(totals.gross, currency))]


def taxes(lines: Iterable[tuple[Decimal, Decimal]], totals: Totals) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(rate, what is taxed at it, tax) by rate; they add up to the document's tax."""
    if totals.policy == TaxPolicy.LINES:
        return _taxes_of_old(lines, totals)
    rows = money.taxed(lines, totals.freight, totals.currency)
    return [(row.rate, row.net + row.freight, row.tax) for row in rows]


def _taxes_of_old(
    lines: Iterable[tuple[Decimal, Decimal]], totals: Totals
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """What a partial document rounded otherwise goes to the largest base: its tax is a fact."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in lines:
        nets[rate.normalize()] += net
    found = {rate: money.rounded(net * rate, totals.currency) for rate, net in nets.items()}
    taxed = [rate for rate in nets if rate]
    if taxed:
        found[max(taxed, key=lambda rate: abs(nets[rate]))] += totals.tax - sum(found.values())
    return [(rate, nets[rate], found[rate]) for rate in sorted(found)]
