"""The reconciliation: everything that was taken in is read back and compared with the files to the cent."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from client import ApiClient, Unreachable
from samples.northwind.comparing import (
    Comparison,
    compare_invoice,
    compare_order,
    compare_report,
    compare_stock,
)
from samples.northwind.independent import CENT, Figures
from samples.northwind.pool import each

Document = dict[str, Any]
PATIENCE = 120  # seconds in which the number of orders without an invoice must fall
PERIOD = {"from": "1996-01-01", "to": "1998-12-31"}  # nothing but Northwind's orders lies in these years
REPORTS = {
    "total": "total",
    "seller": "seller",
    "client": "client",
    "product": "product",
    "country": "region",
}
IN_WORK = "draft,pending,partially_shipped,shipped"


@dataclass
class Found:
    """What the documents say."""

    orders: dict[str, Document]  # by the files' number
    invoices: dict[str, list[Document]]


async def reconcile(
    api: ApiClient, figures: Figures, importer: str, told: Callable[[str], None]
) -> dict[str, Any]:
    """Wait until nothing is under way any more, compare, and return the result to be kept."""
    told("invoices")
    await _all_invoiced(api, figures)
    told("documents")
    found = await _read(api)
    told("reports")
    await _reporting_caught_up(api, found)
    comparison = Comparison()
    await _compare_documents(api, found, figures, importer, comparison)
    totals = await _compare_reports(api, figures, comparison)
    return _result(figures, found, comparison, totals)


async def _all_invoiced(api: ApiClient, figures: Figures) -> None:
    """Return when every shipped order is invoiced; raises Unreachable when that does not go on."""
    clock = asyncio.get_running_loop().time
    best, end = None, clock() + PATIENCE
    while (open_ones := await _open(api)) > figures.orders - figures.shipped:
        if best is None or open_ones < best:
            best, end = open_ones, clock() + PATIENCE
        if clock() > end:
            raise Unreachable(
                f"{open_ones} orders are not invoiced, {figures.orders - figures.shipped} should be"
            )
        await asyncio.sleep(0.2)


async def _open(api: ApiClient) -> int:
    filters = {"external_ref.has": "NW-", "status": f"released,{IN_WORK}", "cols": "id"}
    return len([row async for row in api.rows("/api/orders", **filters)])


async def _read(api: ApiClient) -> Found:
    found = Found({}, defaultdict(list))
    numbers: dict[str, str] = {}
    rows = [
        row async for row in api.rows("/api/orders", cols="id,external_ref", **{"external_ref.has": "NW-"})
    ]

    async def order(row: Document) -> None:
        number = row["external_ref"].removeprefix("NW-")
        found.orders[number] = await api.read(f"/api/orders/{row['id']}")
        numbers[row["id"]] = number

    async def invoice(row: Document) -> None:
        if number := numbers.get(row["order_id"]):
            found.invoices[number].append(await api.read(f"/api/billing/invoices/{row['id']}"))

    await each(rows, order)
    filters = {"issued_on.lte": PERIOD["to"], "cols": "id,order_id"}
    await each([row async for row in api.rows("/api/billing/invoices", **filters)], invoice)
    return found


async def _reporting_caught_up(api: ApiClient, found: Found) -> None:
    versions = [f"order/{order['id']}/{order['version']}" for order in found.orders.values()]
    for issued in found.invoices.values():
        versions += [f"invoice/{invoice['id']}/{invoice['version']}" for invoice in issued]
    await api.settled(["/api/reports/statuses"], versions)


async def _compare_documents(
    api: ApiClient, found: Found, figures: Figures, importer: str, comparison: Comparison
) -> None:
    sellers = {row["id"]: row["name"] async for row in api.rows("/api/identity/people", cols="id,name")}
    comparison.same("orders", sorted(found.orders), sorted(figures.order))
    for number in sorted(found.orders.keys() & figures.order.keys()):
        compare_order(comparison, figures, number, found.orders[number], sellers, importer)
        invoices = found.invoices[number]
        comparison.same(
            f"invoices of NW-{number}", len(invoices), int(bool(figures.order[number]["shipped"]))
        )
        for invoice in invoices:
            compare_invoice(comparison, figures, number, invoice)
    filters = {"number.has": "NW-P", "cols": "id,name,on_hand"}
    stock = {
        row["name"]: Decimal(row["on_hand"]) async for row in api.rows("/api/fulfillment/stock", **filters)
    }
    compare_stock(comparison, figures, stock)


async def _compare_reports(api: ApiClient, figures: Figures, comparison: Comparison) -> dict[str, Decimal]:
    """Every report by year and over all; the totals of the measures."""
    totals: dict[str, Decimal] = {}
    for measure, expected in (
        ("booked", figures.booked),
        ("shipped", figures.left),
        ("invoiced", figures.left),
    ):
        for dimension, by in REPORTS.items():
            nets, counts = await _report(api, measure, by)
            compare_report(comparison, expected, dimension, measure, nets)
            if measure == "booked":
                compare_report(comparison, figures.counts, dimension, "orders", counts)
            if dimension == "total":
                totals[measure] = nets.get(("all", "total"), Decimal(0))
    return totals


Amounts = dict[tuple[str, str], Decimal]  # (year, name)


async def _report(api: ApiClient, measure: str, by: str) -> tuple[Amounts, Amounts]:
    nets: Amounts = {}
    counts: Amounts = {}
    for period in ("year", "all"):
        asked = PERIOD | {"by": by, "period": period, "measure": measure}
        for row in (await api.read("/api/reports/sales", **asked))["rows"]:
            name = "total" if by == "total" else row["label"]
            key = (row["period"] or "all")[:4], name
            assert row["currency"] == "USD", f"somebody else sold {row} in these years"
            nets[key], counts[key] = Decimal(row["net"]), Decimal(row["orders"])
    return nets, counts


def _result(
    figures: Figures, found: Found, comparison: Comparison, totals: dict[str, Decimal]
) -> dict[str, Any]:
    orders = list(found.orders.values())
    booked, shipped = sum((Decimal(order["net"]) for order in map(_totals, orders)), Decimal(0)), totals
    comparison.same("net of the orders", booked, figures.booked["total", "all", "total"])
    status = Counter(order["status"] for order in orders)
    return {
        "orders": len(orders),
        "lines": sum(len(order["lines"]) for order in orders),
        "shipped": sum(order["actual_ship_date"] is not None for order in orders),
        "invoices": sum(len(issued) for issued in found.invoices.values()),
        "net_unrounded": _text(figures.unrounded["total", "all", "total"]),
        "net_rounded": _text(totals["booked"]),
        "expected_rounded": _text(figures.booked["total", "all", "total"]),
        "shipped_rounded": _text(shipped["shipped"]),
        "invoiced_rounded": _text(shipped["invoiced"]),
        "expected_shipped_rounded": _text(figures.left["total", "all", "total"]),
        "open_invoices": sum(
            Decimal(i["open_amount"]) > 0 for issued in found.invoices.values() for i in issued
        ),
        "statuses": dict(status),
        "compared": comparison.compared,
        "mismatches": len(comparison.differences),
        "differences": comparison.differences[:200],
    }


def _totals(order: Document) -> Document:
    return dict(order["totals"])


def _text(amount: Decimal) -> str:
    return str(amount.quantize(CENT))
