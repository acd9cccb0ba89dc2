"""The one way to round and add money, used by quote, order and invoice alike.

Each line is rounded half up to its currency, tax is taken once per rate on the sum of its lines and their
freight, and a total is the sum of rounded parts. Partial documents are cumulative, so parts always add up.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Protocol, TypeVar

from contracts.currencies import CURRENCIES
from contracts.values import FreightTax, ItemKind, TaxPolicy, Totals

NOTHING = Decimal(0)


def decimals(currency: str) -> int:
    """Decimals of a total in this currency; two for a code of an old document that is none."""
    known = CURRENCIES.get(currency)
    return 2 if known is None else known[0]


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the currency's decimals."""
    return half_up(amount, Decimal(1).scaleb(-decimals(currency)))


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """Half up on the absolute value, so that ``half_up(-x, step) == -half_up(x, step)``."""
    return value.quantize(step, rounding=ROUND_HALF_UP)


def line_net(quantity: Decimal, unit_price: Decimal, discount: Decimal, currency: str) -> Decimal:
    """quantity × unit price × (1 − discount), rounded once."""
    return rounded(quantity * unit_price * (1 - discount), currency)


class Priced(Protocol):
    """What a line of a document must say to be added up: a line of a quote, order or invoice does."""

    @property
    def net(self) -> Decimal: ...

    @property
    def tax_rate(self) -> Decimal: ...

    @property
    def kind(self) -> ItemKind: ...


class Sold(NamedTuple):
    """A part of a line that has no document of its own to stand in."""

    net: Decimal
    tax_rate: Decimal
    kind: ItemKind


class Taxed(NamedTuple):
    """What is taxed at one rate: net of the lines, the freight that goes with them, and the tax on both."""

    rate: Decimal
    net: Decimal
    freight: Decimal
    tax: Decimal


Line = TypeVar("Line", bound=Priced)


def carriers(lines: Sequence[Line], policy: TaxPolicy) -> Sequence[Line]:
    """The lines over which freight is shared: goods, as a service travels nowhere; all where there are none.

    Where these cost nothing, those of the highest rate take it.
    """
    if policy == TaxPolicy.WITH_GOODS:
        return lines
    found = [line for line in lines if line.kind != ItemKind.SERVICE] or lines
    if any(line.net for line in found):
        return found
    highest = max((line.tax_rate for line in found), default=NOTHING)
    return [line for line in found if line.tax_rate == highest]


def taxed(
    lines: Sequence[Priced],
    freight: Decimal,
    currency: str,
    policy: TaxPolicy = TaxPolicy.GOODS,
    freight_tax: FreightTax | None = None,
) -> list[Taxed]:
    """Lines and freight by rate: one rounding per rate, as EN 16931 asks for (BR-CO-17).

    Freight follows what carries it: each rate takes the share of its net, to the cent. Where its own rate was
    agreed, it stands there.
    """
    nets = _by_rate(lines)
    weights = _weights(lines, policy, freight_tax)
    if freight:
        nets |= dict.fromkeys(weights.keys() - nets.keys(), rounded(NOTHING, currency))
    whole, reached, spent, rows = sum(weights.values(), NOTHING), NOTHING, NOTHING, []
    for rate, net in sorted(nets.items()):
        reached += weights.get(rate, NOTHING)
        upto = share(freight, reached, whole, currency)
        rows.append(Taxed(rate, net, upto - spent, rounded((net + upto - spent) * rate, currency)))
        spent = upto
    return rows


def taxed_of(lines: Sequence[Priced], totals: Totals) -> list[Taxed]:
    """The same of a document that has its totals."""
    return taxed(lines, totals.freight, totals.currency, totals.policy, totals.freight_tax)


def _weights(
    lines: Sequence[Priced], policy: TaxPolicy, freight_tax: FreightTax | None
) -> dict[Decimal, Decimal]:
    """By what freight is shared over the rates."""
    if freight_tax is not None and freight_tax.rate is not None:
        return {freight_tax.rate.normalize(): Decimal(1)}
    weights = _by_rate(carriers(lines, policy))
    return {max(weights): Decimal(1)} if weights and not any(weights.values()) else weights


def _by_rate(lines: Sequence[Priced]) -> dict[Decimal, Decimal]:
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        nets[line.tax_rate.normalize()] += line.net
    return nets


def totals(
    lines: Sequence[Priced],
    freight: Decimal,
    currency: str,
    policy: TaxPolicy = TaxPolicy.GOODS,
    freight_tax: FreightTax | None = None,
) -> Totals:
    """Totals of these lines and freight, which is taxed with the goods or as was agreed."""
    carriage = rounded(freight, currency)
    rows = taxed(lines, carriage, currency, policy, freight_tax)
    net = sum((row.net for row in rows), rounded(NOTHING, currency))
    duty = sum((row.tax for row in rows), rounded(NOTHING, currency))
    return Totals(
        net=net,
        freight=carriage,
        tax=duty,
        gross=net + carriage + duty,
        currency=currency,
        policy=policy,
        freight_tax=freight_tax,
    )


def share(total: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """What of ``total`` belongs to the first ``part`` of ``whole``; all of it when they are equal.

    The amount of one partial document is this share minus what earlier ones took, so that the last
    one takes the residual cent.
    """
    return total if part == whole else rounded(total * part / whole, currency)
