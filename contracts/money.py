"""The one way to round and add money, used by quote, order and invoice alike.

Each line is rounded half up to its currency, tax is taken once per rate on the sum of its lines,
and a total is the sum of rounded parts. Partial documents are cumulative, so parts always add up.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from contracts.currencies import CURRENCIES
from contracts.values import Totals


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


def tax(nets: Iterable[tuple[Decimal, Decimal]], currency: str) -> Decimal:
    """Tax on (net, rate) pairs: one rounding per rate."""
    by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in nets:
        by_rate[rate] += net
    return sum(
        (rounded(net * rate, currency) for rate, net in by_rate.items()), rounded(Decimal(0), currency)
    )


def totals(nets: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> Totals:
    """Totals of (net, tax rate) lines and freight; freight is outside tax."""
    pairs = list(nets)
    net = sum((amount for amount, _ in pairs), rounded(Decimal(0), currency))
    duty = tax(pairs, currency)
    carriage = rounded(freight, currency)
    return Totals(net=net, freight=carriage, tax=duty, gross=net + carriage + duty, currency=currency)


def share(total: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """What of ``total`` belongs to the first ``part`` of ``whole``; all of it when they are equal.

    The amount of one partial document is this share minus what earlier ones took, so that the last
    one takes the residual cent.
    """
    return total if part == whole else rounded(total * part / whole, currency)
