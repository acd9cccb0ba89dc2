"""How figures, dates, addresses and taxes are written on papers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from chassis.figures import amount as amount
from chassis.figures import count as count
from chassis.figures import money_of as money_of
from chassis.figures import percent as percent
from chassis.figures import unit_price as unit_price
from contracts import money
from contracts.values import Address


def day(value: date | None) -> str:
    """A date that reads the same everywhere: 2 March 2026; empty for none."""
    return "" if value is None else f"{value.day} {value:%B} {value.year}"


def address(of: Address, name: str = "") -> list[str]:
    """The lines of an address; ``name`` stands in when it has none of its own."""
    place = " ".join(part for part in (of.postal_code, of.city) if part)
    lines = (of.name or name, of.street, place, of.region, of.country)
    return [line for line in lines if line]


def taxes(lines: Iterable[tuple[Decimal, Decimal]], total: Decimal, currency: str) -> list[tuple[str, str]]:
    """(label, sum) of the tax at each rate, of (net, rate) lines.

    The document's total is a fact: what a partial document rounds otherwise goes to the largest rate's
    base, so that the rates always add up to it.
    """
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in lines:
        nets[rate.normalize()] += net
    sums = {rate: money.rounded(net * rate, currency) for rate, net in nets.items()}
    taxed = [rate for rate in nets if rate]
    if taxed:
        sums[max(taxed, key=lambda rate: abs(nets[rate]))] += total - sum(sums.values())
    return [
        (f"Tax {percent(rate)} on {amount(nets[rate], currency)}", amount(sums[rate], currency))
        for rate in sorted(sums)
    ]
