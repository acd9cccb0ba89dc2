"""Under what the lines of a document are priced, and which of the lines that it has stay as they are.

A line that nobody changes keeps its price and its day; any other is priced as of the day of the change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.event import new_id
from contracts.quotes import PriceDecision
from contracts.values import LineItem
from kernel.pricing.policy import Wish
from kernel.pricing.requests import AskedLine


@dataclass
class Line:
    """A line of a document with the record of its price, None where that was not kept.

    ``agreed_on`` is the day on which the client accepted this very price, None where lists decided it.
    """

    item: LineItem
    decision: PriceDecision | None = None
    agreed_on: date | None = None

    @property
    def line_id(self) -> UUID:
        return self.item.line_id

    @property
    def priced_on(self) -> date | None:
        """The day whose lists decided the price; None where that was not recorded."""
        return None if self.decision is None else self.decision.priced_on


@dataclass(frozen=True)
class Terms:
    """Under what lines are priced; ``granted_by`` may exceed the lists' discount, if anybody.

    ``document`` is its name in refusals. ``there`` are the lines that it has, by id: they keep their prices,
    except those ``anew``. With ``kept_must_fit`` an option that is kept has to fit a device as well.
    """

    document: str
    on: date
    currency: str
    granted_by: UUID | None
    largest_total: Decimal
    there: Mapping[UUID, Line] = field(default_factory=dict)
    anew: Collection[UUID] = ()
    kept_must_fit: bool = False


def products_of(asked: Sequence[AskedLine], terms: Terms) -> set[UUID]:
    """Products that have to be known: of the lines to price, and of kept ones where those must fit."""
    ids = {product_id(line, terms) for line in asked if is_looked_at(line, terms)}
    return {id for id in ids if id is not None}


def is_looked_at(asked: AskedLine, terms: Terms) -> bool:
    """Whether the line's product matters, which it does not where the line simply stays."""
    return terms.kept_must_fit or not is_kept(asked, terms)


def is_kept(asked: AskedLine, terms: Terms) -> bool:
    """Whether the line stays as it was priced."""
    return asked.line_id not in terms.anew and is_unchanged(asked, terms)


def is_unchanged(asked: AskedLine, terms: Terms) -> bool:
    """Whether the document has this very line: same product and quantity, and no other price asked for."""
    line = there(asked, terms)
    if line is None:
        return False
    item = line.item
    wants_list = "unit_price" in asked.model_fields_set and asked.unit_price is None
    unit_price = item.list_price if wants_list else asked.unit_price
    wanted = (asked.product_id, asked.quantity, unit_price, asked.discount)
    has = (item.product_id, item.quantity.value, item.unit_price, item.discount)
    return all(want is None or want == have for want, have in zip(wanted, has, strict=True))


def product_id(asked: AskedLine, terms: Terms) -> UUID | None:
    """The product of the line, None when only an unknown line is named."""
    line = there(asked, terms)
    return asked.product_id or (None if line is None else line.item.product_id)


def quantity_of(asked: AskedLine, terms: Terms) -> Decimal | None:
    """The quantity of the line, None when only an unknown line is named."""
    line = there(asked, terms)
    if asked.quantity is None and line is not None:
        return line.item.quantity.value
    return asked.quantity


def wish_of(asked: AskedLine, number: str, terms: Terms) -> Wish:
    """What is to be priced; a line that only time has passed over asks for what it asked for before."""
    line = there(asked, terms)
    id = asked.line_id or new_id()
    if line is not None and is_unchanged(asked, terms):
        item = line.item
        own = None if item.unit_price == item.list_price else item.unit_price
        return Wish(id, number, item.quantity.value, own, item.discount)
    quantity = quantity_of(asked, terms) or Decimal(0)
    return Wish(id, number, quantity, asked.unit_price, asked.discount or Decimal(0))


def there(asked: AskedLine, terms: Terms) -> Line | None:
    """The line of the document that is named."""
    return None if asked.line_id is None else terms.there.get(asked.line_id)
