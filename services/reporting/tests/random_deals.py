"""Deals that take any course they may, and books of what they come to, kept in the plainest way."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from deal import Deal, client, product

from contracts.event import Event
from contracts.quotes import QuoteDeclined, QuoteExpired, QuoteRevised
from contracts.values import LineItem

CURRENCIES = ("EUR", "USD", "JPY")
PRODUCTS = [product(name, "Sensors") for name in ("Probe", "Cable", "Mast")]
CLIENTS = [client("Norrland Skog AB", "Sweden"), client("Rossi Legno SpA", "Italy")]
Amounts = dict[tuple[str, date], Decimal]  # by currency and day


@dataclass
class Books:
    """What happened, kept in the plainest way: each deal as it stands at the end."""

    placed: Amounts = field(default_factory=lambda: defaultdict(Decimal))
    cancelled: Amounts = field(default_factory=lambda: defaultdict(Decimal))
    invoiced: Amounts = field(default_factory=lambda: defaultdict(Decimal))
    orders: int = 0
    sent: int = 0
    decided: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Telling:
    """One deal, told at random."""

    def __init__(self, random: Random, books: Books, on: date) -> None:
        self.random, self.books, self.on = random, books, on
        items = [
            (item, random.randint(1, 9), f"{random.randint(5, 900)}.{random.choice(('00', '50', '99'))}")
            for item in random.sample(PRODUCTS, random.randint(1, len(PRODUCTS)))
        ]
        currency = random.choice(CURRENCIES)
        if currency == "JPY":
            items = [(item, quantity, price.split(".")[0]) for item, quantity, price in items]
        self.deal = Deal(random.choice(CLIENTS), items, on, currency=currency)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def events(self) -> list[Event]:
        """From the first draft to wherever it ends."""
        told: list[Event] = []
        if self.chance(0.8):
            told += self.quoted()
            if "accepted" not in type(told[-1]).type:
                return told
        return told + self.ordered()

    def quoted(self) -> list[Event]:
        deal, told, revision = self.deal, [self.deal.drafted_quote()], 1
        if self.chance(0.1):
            return list(told)
        while True:
            told.append(deal.sent())
            lost = self.chance(0.3)
            if lost:
                told.append(
                    QuoteDeclined(quote_id=deal.quote_id, declined_on=self.on)
                    if self.chance(0.5)
                    else QuoteExpired(quote_id=deal.quote_id, expired_on=self.on)
                )
            if self.chance(0.4):
                revision += 1
                told.append(QuoteRevised(**deal.quote | {"revision": revision}))
                if self.chance(0.2):
                    return list(told)
                continue
            self.books.sent += 1
            if lost:
                self.books.decided["lost"] += 1
            elif self.chance(0.7):
                self.books.decided["accepted"] += 1
                told.append(deal.accepted())
            return list(told)

    def ordered(self) -> list[Event]:
        deal, told = self.deal, [self.deal.drafted()]
        if self.chance(0.1):
            return [*told, deal.cancelled(self.on)] if self.chance(0.5) else list(told)
        told.append(deal.placed())
        key = deal.currency, self.on
        self.books.placed[key] += deal.totals.net
        self.books.orders += 1
        if self.chance(0.15):
            return [*told, *self.cancelled([])]
        if self.chance(0.2):
            return list(told)
        told += [deal.cleared(), deal.released()]
        gone = deal.lines[: self.random.randint(0, len(deal.lines))]
        for place, line in enumerate(gone, start=1):
            told += [deal.shipped(line, complete=place == len(deal.lines)), deal.triggered(line)]
        if len(gone) < len(deal.lines):
            return [*told, *self.cancelled(list(gone))] if self.chance(0.6) else list(told)
        told.append(deal.invoiced())
        self.books.invoiced[key] += deal.totals.gross
        return [*told, deal.paid(), deal.closed()] if self.chance(0.5) else list(told)

    def cancelled(self, gone: list[LineItem]) -> list[Event]:
        """All that is left is cancelled; now and then some of it had gone all the same."""
        deal, told = self.deal, [self.deal.cancelled(self.on)]
        left = [line for line in deal.lines if line not in gone]
        if self.chance(0.4):
            late = left.pop()
            told += [deal.shipped(late), deal.triggered(late)]
            gone = [*gone, late]
        self.books.cancelled[deal.currency, self.on] += sum((line.net for line in left), Decimal(0))
        self.books.orders -= not gone
        return list(told)
