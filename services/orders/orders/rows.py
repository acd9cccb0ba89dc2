"""Reading and writing orders with their lines: few statements, only what changed."""

from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, exists, insert, select, text

from chassis.work import Work, load
from orders.ledger import COLUMNS, Ledger, Line
from orders.models import Order
from orders.quotes import numbers
from orders.tables import order_line, order_table

_line = order_line.c
LINES = select(order_line).where(_line.order_id == bindparam("order")).order_by(_line.position)
NOW = ", ".join(f"unnest(CAST(:{name} AS numeric[]))" for name in COLUMNS)
MOVE = text(f"""
UPDATE order_line l SET {", ".join(f"{name} = now.{name}" for name in COLUMNS)}
  FROM ROWS FROM (unnest(CAST(:lines AS uuid[])), {NOW}) AS now (line_id, {", ".join(COLUMNS)})
 WHERE l.order_id = :order AND l.line_id = now.line_id
""")


async def load_order(work: Work, id: UUID) -> Order:
    """The order with its lines, locked for a change; raises NotFound or Stale like ``load``."""
    order = await load(work, Order, id)
    order.lines = await lines_of(work, id)
    return order


async def lines_of(work: Work, order_id: UUID) -> Ledger:
    """The lines of an order with their ledger, by position."""
    rows = await work.execute(LINES, {"order": order_id})
    return Ledger(_line_from(row) for row in rows.mappings())


def _line_from(row: RowMapping) -> Line:
    ledger = {name: row[name] for name in COLUMNS}
    return Line(row["item"], row["decision"], agreed_on=row["agreed_on"], **ledger)


async def order_of_quote(work: Work, quote_id: UUID | None, quote_number: str | None) -> Order | None:
    """The one order that was drafted from a quote, without its lines."""
    wanted = select(order_table).where(_of_quote(quote_id, quote_number))
    row = (await work.execute(wanted)).mappings().first()
    return None if row is None else Order.from_row(row)


async def is_drafted(work: Work, quote_id: UUID | None, quote_number: str | None) -> bool:
    """Whether the quote's order is there."""
    wanted = select(exists().where(_of_quote(quote_id, quote_number)))
    return bool(await work.scalar(wanted))


def _of_quote(quote_id: UUID | None, quote_number: str | None) -> ColumnElement[bool]:
    c = order_table.c
    return c.quote_id == quote_id if quote_number is None else c.quote_number.in_(numbers(quote_number))


async def add_lines(work: Work, order: Order) -> None:
    """Insert the lines of a new draft."""
    if order.lines:
        await work.execute(insert(order_line).inline(), [_values(order.id, line) for line in order.lines])


async def replace_lines(work: Work, order: Order) -> None:
    """Write the lines of a draft anew: nothing refers to them yet."""
    await work.execute(delete(order_line).where(_line.order_id == order.id))
    await add_lines(work, order)


async def save_ledger(work: Work, order: Order) -> None:
    """Write the ledger of the lines that moved."""
    moved = [line for line in order.lines if line.moved]
    if moved:
        now = [line.values() for line in moved]
        amounts = {name: [values[name] for values in now] for name in COLUMNS}
        lines = {"order": order.id, "lines": [line.line_id for line in moved]}
        await work.execute(MOVE, lines | amounts)


def _values(order_id: UUID, line: Line) -> dict[str, object]:
    return {
        "order_id": order_id,
        "line_id": line.line_id,
        "position": line.item.position,
        "item": line.item,
        "decision": line.decision,
        "ordered": line.ordered,
        "agreed_on": line.agreed_on,
    } | line.values()
