"""Labels with barcodes: for one sold unit, or for all units and lines of a delivery order."""

from collections import defaultdict
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.errors import NotFound, Refused
from chassis.language import _
from chassis.work import Work
from contracts.values import ItemKind
from fulfillment import queries
from fulfillment.models.shipments import sold_unit
from fulfillment.models.stock import LANGUAGES
from fulfillment.models.supply import job_order_table
from fulfillment.schemas import DeliveryOrderView, LineView
from kernel.company import letterhead
from kernel.papers import Letterhead, Paper, Template, codes, figures

Sheet = Literal["roll", "a4"]
LABELS = Template("fulfillment", "labels")
MOST = 1000
BARCODE_WIDTH = 58.0  # mm, as in the template


async def unit_label(work: Work, unit_id: UUID, sheet: Sheet) -> Paper:
    """The label of a sold unit; raises NotFound when absent or out of reach."""
    statement = select(sold_unit).where(sold_unit.c.id == bindparam("wanted"))
    unit = (await work.execute(statement, {"wanted": unit_id})).one_or_none()
    if unit is None:
        raise NotFound(_("There is no unit %(unit_id)s.", unit_id=unit_id))
    await work.reach(unit.owner_id, unit.client_id, "unit")
    label = _label(unit.serial_number, unit.product_name, unit.product_number, unit.order_number)
    number = f"{unit.product_number}-{unit.serial_number}"
    async with letterhead(work, await LANGUAGES.of(work, unit.client_id)) as head:
        return _paper(number, 1, unit.shipped_on, [label], sheet, head)


async def delivery_order_labels(work: Work, delivery_order_id: UUID, sheet: Sheet) -> Paper:
    """Labels of a delivery order: one for each unit whose serial number is known, one for any other line.

    Raises NotFound when it is absent or out of reach, Refused when there is nothing to label, or too much.
    """
    order = await queries.delivery_order(work, delivery_order_id)
    serial_numbers = await _serial_numbers(work, order)
    goods = [line for line in order.lines if line.kind != ItemKind.SERVICE and line.quantity > line.cancelled]
    _check(order, sum(len(serial_numbers[line.line_id]) or 1 for line in goods))
    async with letterhead(work, await LANGUAGES.of(work, order.client.id)) as head:
        labels = [label for line in goods for label in _of_line(line, serial_numbers[line.line_id], order)]
        return _paper(f"{order.number}-labels", order.version, order.released_on, labels, sheet, head)


def _check(order: DeliveryOrderView, labels: int) -> None:
    if not labels:
        raise Refused(
            _("Delivery order %(number)s has no goods to label.", number=order.number),
            slug="nothing-to-label",
        )
    if labels > MOST:
        raise Refused(
            _(
                "Delivery order %(number)s has %(labels)s labels; %(most)s are printed at once. "
                "Print those of single units.",
                number=order.number,
                labels=labels,
                most=MOST,
            ),
            slug="too-many-labels",
        )


async def _serial_numbers(work: Work, order: DeliveryOrderView) -> dict[UUID, list[str]]:
    """Serial numbers of each line: of units that left, then of those that production reported."""
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    wanted = {"wanted": order.order_id}
    left = select(sold_unit.c.line_id, sold_unit.c.serial_number).where(
        sold_unit.c.order_id == bindparam("wanted")
    )
    for row in await work.execute(left.order_by(sold_unit.c.shipped_on, sold_unit.c.serial_number), wanted):
        found[row.line_id][row.serial_number] = None
    c = job_order_table.c
    made = select(c.line_id, c.serial_numbers).where(c.order_id == bindparam("wanted")).order_by(c.number)
    for row in await work.execute(made, wanted):
        found[row.line_id] |= dict.fromkeys(row.serial_numbers)
    return defaultdict(list, {line_id: list(numbers) for line_id, numbers in found.items()})


def _of_line(line: LineView, serial_numbers: list[str], order: DeliveryOrderView) -> list[dict[str, Any]]:
    if serial_numbers:
        return [_label(each, line.name, line.number, order.order_number) for each in serial_numbers]
    quantity = figures.measured(line.quantity - line.cancelled, line.unit)
    return [_label(line.number, line.name, quantity, order.order_number)]


def _label(code: str, name: str, *said: str) -> dict[str, Any]:
    """A Code 128, or a QR code for what would have bars too fine to be scanned or letters beyond ASCII."""
    fine = codes.is_fine_enough(code, BARCODE_WIDTH)
    return {
        "code": code,
        "name": name,
        "said": [each for each in said if each],
        "bars": (codes.code_128(code) if fine else None) or "",
        "square": "" if fine else codes.qr_code(code),
    }


def _paper(
    number: str, version: int, dated: date, labels: list[dict[str, Any]], sheet: Sheet, head: Letterhead
) -> Paper:
    return Paper(
        template=LABELS,
        number=number,
        title=_("Labels %(number)s", number=number),
        version=version,
        dated=dated,
        letterhead=head,
        content={"labels": labels, "sheet": sheet},
    )
