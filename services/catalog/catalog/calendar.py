"""Which of several price lists holds on which days: a pure function of when they begin and end.

On any day it is the list in force that began last; when it ends, the earlier one holds again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import zip_longest
from uuid import UUID


@dataclass(frozen=True)
class Claim:
    """A list that names the product, from ``begin`` (inclusive) to ``end`` (exclusive, None is open)."""

    price_list_id: UUID
    begin: date
    end: date | None = None


def in_force(claims: Iterable[Claim]) -> list[Claim]:
    """The stretches of days and the list that holds on each, in order and without overlap.

    No two claims may begin on the same day; empty claims count for nothing.
    """
    waiting = sorted((claim for claim in claims if _is_real(claim)), key=lambda claim: claim.begin)
    days = sorted({day for claim in waiting for day in (claim.begin, claim.end) if day is not None})
    begun: list[tuple[int, Claim]] = []
    stretches: list[Claim] = []
    waiting.reverse()
    for day, next_day in zip_longest(days, days[1:]):
        while waiting and waiting[-1].begin <= day:
            claim = waiting.pop()
            heappush(begun, (-claim.begin.toordinal(), claim))
        while begun and _is_over(begun[0][1], day):
            heappop(begun)
        if begun:
            _lengthen(stretches, Claim(begun[0][1].price_list_id, day, next_day))
    return stretches


def _is_real(claim: Claim) -> bool:
    return claim.end is None or claim.end > claim.begin


def _is_over(claim: Claim, day: date) -> bool:
    return claim.end is not None and claim.end <= day


def _lengthen(stretches: list[Claim], found: Claim) -> None:
    last = stretches[-1] if stretches else None
    if last is not None and last.price_list_id == found.price_list_id and last.end == found.begin:
        stretches[-1] = Claim(last.price_list_id, last.begin, found.end)
    else:
        stretches.append(found)
