"""Lines of a quote: what they are priced under, and how the quote keeps them."""

from collections.abc import Sequence
from datetime import date

from chassis.work import Work
from contracts.quotes import PriceDecision
from contracts.values import LineItem
from kernel.granting import granted_by
from kernel.pricing import AskedLine, Line, Terms
from quotes.models import Quote
from quotes.settings import Settings


def terms(work: Work, on: date, currency: str, of: Quote | None = None, *, anew: bool = False) -> Terms:
    """The terms of whoever writes the quote; the lines that it has keep their prices, or are priced ``anew``.

    An option has to fit a device of the quote although nobody changed its line.
    """
    assert isinstance(work.settings, Settings)
    there = {line.line_id: line for line in _lines(of)} if of else {}
    return Terms(
        "quote",
        on,
        currency,
        granted_by(work),
        work.settings.largest_total,
        there,
        anew=there.keys() if anew else (),
        kept_must_fit=True,
    )


def unchanged(items: Sequence[LineItem]) -> list[AskedLine]:
    """These lines, asked for as they are."""
    return [AskedLine(line_id=item.line_id) for item in items]


def parted(lines: Sequence[Line]) -> tuple[tuple[LineItem, ...], tuple[PriceDecision, ...]]:
    """Items and decisions, as a quote keeps them."""
    decisions = (line.decision for line in lines)
    return tuple(line.item for line in lines), tuple(decision for decision in decisions if decision)


def _lines(quote: Quote) -> list[Line]:
    """The lines of a quote with their decisions; without one it cannot stay as it was priced."""
    decided = {decision.line_id: decision for decision in quote.decisions}
    return [Line(item, decided[item.line_id]) for item in quote.lines if item.line_id in decided]
