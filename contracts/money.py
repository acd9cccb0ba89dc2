"""The one way to round and add money, used by quote, order and invoice alike.

Each line is rounded half up to its currency, tax is taken once per rate on the sum of its lines and their
freight, and a total is the sum of rounded parts. Partial documents are cumulative, so parts always add up.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from contracts.currencies import CURRENCIES
from contracts.values import TaxPolicy, Totals

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


class Taxed(NamedTuple):
    """What is taxed at one rate: net of the lines, the freight that goes with them, and the tax on both."""

    rate: Decimal
    net: Decimal
    freight: Decimal
    tax: Decimal


def taxed(nets: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> list[Taxed]:
    """(net, rate) pairs by rate: one rounding per rate, as EN 16931 asks for (BR-CO-17).

    Freight follows the goods: each rate carries the share of its net, to the cent. Goods that cost nothing
    leave it to the highest rate.
    """
    by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in nets:
        by_rate[rate.normalize()] += net
    whole, reached, spent, rows = sum(by_rate.values(), NOTHING), NOTHING, NOTHING, []
    for place, (rate, net) in enumerate(sorted(by_rate.items()), start=1):
        reached += net
        last = place == len(by_rate)
        upto = freight if last else share(freight, reached, whole, currency) if whole else NOTHING
        rows.append(Taxed(rate, net, upto - spent, rounded((net + upto - spent) * rate, currency)))
        spent = upto
    return rows


def totals(nets: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> Totals:
    """Totals of (net, tax rate) lines and freight, which is taxed with them."""
    carriage = rounded(freight, currency)
    rows = taxed(nets, carriage, currency)
    net = sum((row.net for row in rows), rounded(NOTHING, currency))
    duty = sum((row.tax for row in rows), rounded(NOTHING, currency))
    gross = net + carriage + duty
    return Totals(
        net=net, freight=carriage, tax=duty, gross=gross, currency=currency, policy=TaxPolicy.WITH_GOODS
    )


def share(total: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """What of ``total`` belongs to the first ``part`` of ``whole``; all of it when they are equal.

    The amount of one partial document is this share minus what earlier ones took, so that the last
    one takes the residual cent.
    """
    return total if part == whole else rounded(total * part / whole, currency)
