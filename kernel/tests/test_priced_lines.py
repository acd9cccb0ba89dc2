"""How the lines that are asked for become lines of a document, and which of its lines stay."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import Refused
from contracts.catalog import ListedPrice, PriceBreak, PriceMode
from contracts.event import new_id
from contracts.values import ItemKind, Supply
from kernel.pricing import (
    AskedLine,
    Line,
    Offer,
    Offered,
    Preview,
    Product,
    Terms,
    all_made,
    previewed,
    products_of,
)
from kernel.tax_treatments import Freight

YESTERDAY, TODAY = date(2026, 3, 1), date(2026, 3, 2)
DEVICE, OPTION = UUID(int=1), UUID(int=2)
NO_FREIGHT = Freight(Decimal(0), None)


def offered(costs: str = "100") -> dict[UUID, Offered]:
    """A device, and an option that fits it alone, at one price."""
    device = _product(DEVICE, ItemKind.DEVICE)
    option = _product(OPTION, ItemKind.OPTION, fits=(DEVICE,))
    return {product.id: Offered(product, [_offer(product.id, costs)]) for product in (device, option)}


def _product(id: UUID, kind: ItemKind, fits: tuple[UUID, ...] = ()) -> Product:
    return Product(
        id=id,
        kind=kind,
        number=f"P-{id.int}",
        name=kind.capitalize(),
        category="",
        unit="pcs",
        unit_decimals=0,
        supply=Supply.MAKE,
        lead_time_days=id.int,
        tax_rate=Decimal("0.19"),
        sellable=True,
        fits=fits,
    )


def _offer(product: UUID, costs: str) -> Offer:
    step = PriceBreak(min_quantity=Decimal(1), unit_price=Decimal(costs))
    listed = ListedPrice(product_id=product, breaks=(step,), floor=Decimal(50))
    return Offer(new_id(), 1, "EUR", YESTERDAY, None, PriceMode.ADJUSTABLE, Decimal("0.05"), listed)


def terms(there: Sequence[Line] = (), **fields: Any) -> Terms:
    return Terms(
        "quote", TODAY, "EUR", None, Decimal(10_000), {line.line_id: line for line in there}, **fields
    )


def wanted(product: UUID, quantity: str = "1") -> AskedLine:
    return AskedLine(product_id=product, quantity=Decimal(quantity))


def written(costs: str = "100") -> list[Line]:
    """A device and its option as they were priced the day before."""
    before = Terms("quote", YESTERDAY, "EUR", None, Decimal(10_000))
    return all_made([wanted(DEVICE), wanted(OPTION)], offered(costs), before)


def test_a_line_that_nobody_changes_keeps_price_and_day() -> None:
    device, option = written()
    asked = [AskedLine(line_id=device.line_id), AskedLine(line_id=option.line_id, quantity=Decimal(2))]
    kept, changed = all_made(asked, offered("120"), terms([device, option]))
    assert kept == device
    assert (changed.item.unit_price, changed.priced_on) == (Decimal(120), TODAY)


def test_a_line_that_is_priced_anew_costs_what_lists_say_now() -> None:
    device, _ = written()
    again = terms([device], anew={device.line_id})
    (line,) = all_made([AskedLine(line_id=device.line_id)], offered("120"), again)
    assert (line.line_id, line.item.unit_price, line.priced_on) == (device.line_id, Decimal(120), TODAY)


@pytest.mark.parametrize("must_fit", [True, False])
def test_an_option_that_is_kept_has_to_fit_where_the_document_says_so(must_fit: bool) -> None:
    device, option = written()
    without = [AskedLine(line_id=option.line_id)]
    held = terms([device, option], kept_must_fit=must_fit)
    assert products_of(without, held) == ({OPTION} if must_fit else set())
    if must_fit:
        with pytest.raises(Refused, match="fits none"):
            all_made(without, offered(), held)
    else:
        assert [line.item.product_id for line in all_made(without, offered(), held)] == [OPTION]


def test_the_first_line_that_is_refused_is_pointed_at() -> None:
    with pytest.raises(Refused) as caught:
        all_made([wanted(DEVICE), wanted(DEVICE, "0.5")], offered(), terms())
    assert [error["pointer"] for error in caught.value.errors] == ["/lines/1/quantity"]


def test_looking_ahead_tells_every_line_and_the_sum_of_those_with_a_net() -> None:
    unknown = AskedLine(line_id=new_id())
    seen = previewed(Preview, [wanted(DEVICE, "2"), unknown], offered(), terms(), NO_FREIGHT)
    assert (seen.complete, seen.totals.net, seen.lead_time_days) == (False, Decimal(200), 2)
    assert [problem.pointer for problem in seen.lines[1].problems] == ["/lines/1/line_id"]


def test_a_refused_line_shows_the_quantity_that_it_has() -> None:
    device, _ = written()
    asked = AskedLine(line_id=device.line_id, unit_price=Decimal(1))
    (line,) = previewed(Preview, [asked], offered(), terms([device]), NO_FREIGHT).lines
    assert (line.quantity, line.below_floor) == (Decimal(1), True)
