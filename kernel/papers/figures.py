"""How figures, dates, addresses and taxes are written on papers."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from chassis.number_formats import amount as amount
from chassis.number_formats import count as count
from chassis.number_formats import day as day
from chassis.number_formats import money_of as money_of
from chassis.number_formats import percent as percent
from chassis.number_formats import unit_price as unit_price
from chassis.postal import address_lines
from contracts import money
from contracts.values import Address, TaxPolicy, Totals


def address(of: Address, name: str = "", home: str = "") -> list[str]:
    """The lines of an address; ``name`` stands in when it has none, and ``home`` is the sender's country."""
    return address_lines(of.model_dump(), name=name, home=home)


def sums(lines: Sequence[money.Priced], totals: Totals) -> list[tuple[str, str]]:
    """(label, sum) of everything below the lines, down to the total."""
    currency, taxed = totals.currency, _taxed(lines, totals)
    rows = [("Net", amount(totals.net, currency))]
    if totals.freight:
        rows.append((_freight(taxed), amount(totals.freight, currency)))
    rows += [
        (f"Tax {percent(row.rate)} on {amount(row.net + row.freight, currency)}", amount(row.tax, currency))
        for row in taxed
    ]
    if totals.rounding:
        rows.append(("Rounding of part invoices", amount(totals.rounding, currency)))
    return [*rows, ("Total", money_of(totals.gross, currency))]


def freight_note(totals: Totals) -> str:
    """What is printed on how freight is taxed; empty where there is no freight, or nothing to say."""
    return totals.freight_tax.text if totals.freight and totals.freight_tax else ""


def _freight(taxed: Sequence[money.Taxed]) -> str:
    rates = [percent(row.rate) for row in taxed if row.freight]
    said = " and ".join([", ".join(rates[:-1]), *rates[-1:]] if rates[1:] else rates)
    return f"Freight, taxed at {said}" if rates else "Freight"


def _taxed(lines: Sequence[money.Priced], totals: Totals) -> list[money.Taxed]:
    """What is taxed by rate; the taxes add up to the document's."""
    if totals.policy == TaxPolicy.LINES:
        return _taxed_of_old(lines, totals)
    return money.taxed_of(lines, totals)


def _taxed_of_old(lines: Sequence[money.Priced], totals: Totals) -> list[money.Taxed]:
    """What a partial document rounded otherwise goes to the largest base: its tax is a fact."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        nets[line.tax_rate.normalize()] += line.net
    found = {rate: money.rounded(net * rate, totals.currency) for rate, net in nets.items()}
    rates = [rate for rate in nets if rate]
    if rates:
        found[max(rates, key=lambda rate: abs(nets[rate]))] += totals.tax - sum(found.values())
    return [money.Taxed(rate, nets[rate], money.NOTHING, found[rate]) for rate in sorted(found)]
