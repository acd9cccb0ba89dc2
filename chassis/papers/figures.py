"""How figures and dates are written on papers: points for decimals, a comma every three digits, ISO codes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from contracts import money
from contracts.values import Address


def amount(value: Decimal, currency: str) -> str:
    """A sum with its currency's decimals: 1,234.50; minus as a real minus sign."""
    return _signed(f"{money.rounded(value, currency):,f}")


def money_of(value: Decimal, currency: str) -> str:
    """A sum with its ISO code: EUR 1,234.50."""
    return f"{currency} {amount(value, currency)}"


def unit_price(value: Decimal, currency: str) -> str:
    """A unit price with at least its currency's decimals, and up to six where it has them."""
    return _signed(f"{_shortened(value, money.decimals(currency)):,f}")


def count(value: Decimal) -> str:
    """A quantity without noughts at its end."""
    return _signed(f"{_shortened(value, 0):,f}")


def percent(fraction: Decimal) -> str:
    """A fraction in percent: 7.5 %."""
    return f"{_shortened(fraction * 100, 0):f} %"


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


def _shortened(value: Decimal, decimals: int) -> Decimal:
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int)
    return plain.quantize(Decimal(1).scaleb(-max(decimals, -exponent, 0)))


def _signed(figure: str) -> str:
    return figure.replace("-", "−")
