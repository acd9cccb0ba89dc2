"""The one way to round and add money, used by quote, order and invoice alike.

Each line is rounded half up to its currency, tax is taken once per rate on the sum of its lines,
and a total is the sum of rounded parts. Partial documents are cumulative, so parts always add up.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from contracts.values import Totals

DECIMALS = {
    "JPY": 0,
    "KRW": 0,
    "CLP": 0,
    "ISK": 0,
    "VND": 0,
    "BHD": 3,
    "KWD": 3,
    "JOD": 3,
    "OMR": 3,
    "TND": 3,
}


def decimals(currency: str) -> int:
    """Decimals of a total in this currency (ISO 4217)."""
    return DECIMALS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up on the absolute value, so that ``rounded(-x) == -rounded(x)``."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


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
