"""How figures, dates, addresses and taxes are written on papers."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from chassis.language import _, pgettext
from chassis.measures import measured as measured
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
    rows = [(_("Net"), amount(totals.net, currency))]
    if totals.freight:
        rows.append((_freight(taxed), amount(totals.freight, currency)))
    rows += [(_tax(row, currency), amount(row.tax, currency)) for row in taxed]
    if totals.rounding:
        rows.append((_("Rounding of part invoices"), amount(totals.rounding, currency)))
    return [*rows, (_("Total"), money_of(totals.gross, currency))]


def _tax(row: money.Taxed, currency: str) -> str:
    base = amount(row.net + row.freight, currency)
    return _("Tax %(rate)s on %(base)s", rate=percent(row.rate), base=base)


def freight_note(totals: Totals) -> str:
    """What is printed on how freight is taxed; empty where there is no freight, or nothing to say."""
    return totals.freight_tax.text if totals.freight and totals.freight_tax else ""


def _freight(taxed: Sequence[money.Taxed]) -> str:
    *rates, last = [percent(row.rate) for row in taxed if row.freight] or [""]
    if rates:
        last = _("%(rates)s and %(last)s", rates=", ".join(rates), last=last)
    return _("Freight, taxed at %(rates)s", rates=last) if last else pgettext("on a paper", "Freight")


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
