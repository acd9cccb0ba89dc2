"""The lists of the catalog. Prices in them are today's, in the company's zone and currency.

Costs stand in a list of their own with a permission of its own: a column that may be filtered or sorted
by is known, even where it is not shown.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Text, cast, func

from catalog.models import listed_price, price_in_force, price_list_table, product_table
from catalog.settings import Settings
from chassis.language import N_
from chassis.lists import Column, ListSpec
from contracts.catalog import PriceMode
from contracts.reading import PRICE_LIMITS
from contracts.values import ItemKind, Supply

_p = product_table.c
_l = price_list_table.c
FITS = func.translate(cast(_p.fits, Text), '[]" ', "")  # ids with commas between; empty: any device

PRICE_LISTS = ListSpec(
    name="price_lists",
    source=price_list_table,
    default_sort="-valid_from",
    columns={
        "id": Column(_l.id, "uuid"),
        "name": Column(_l.name, searchable=True),
        "currency": Column(_l.currency, code=True),
        "valid_from": Column(_l.valid_from, "date"),
        "valid_until": Column(_l.valid_until, "date"),
        "mode": Column(_l.mode, "enum", choices=PriceMode),
        "max_discount": Column(
            _l.max_discount, "quantity", opened_by=PRICE_LIMITS, label=N_("Largest discount")
        ),
        "withdrawn": Column(_l.withdrawn, "bool"),
        "price_count": Column(_l.price_count, "int", label=N_("Prices")),
        "created_at": Column(_l.created_at, "time", label=N_("Issued"), default=False),
        "version": Column(_l.version, "int", default=False),
    },
)


def products(settings: Settings, kind: ItemKind | None = None) -> ListSpec:
    """All products, or those of one kind, with today's price."""
    return ListSpec(
        name="products" if kind is None else f"{kind}s",
        source=_with_price(settings),
        where=None if kind is None else _p.kind == kind,
        default_sort="number",
        columns={
            "id": Column(_p.id, "uuid"),
            "number": Column(_p.number, searchable=True, code=True),
            "name": Column(_p.name, searchable=True),
            "kind": Column(_p.kind, "enum", choices=ItemKind, default=kind is None),
            "product_type": Column(_p.product_type, label=N_("Type"), searchable=True),
            "category": Column(_p.category, searchable=True),
            "cluster": Column(_p.cluster, searchable=True, default=False),
            "total_price": _price(listed_price.c.unit_price, label=N_("Price")),
            "lead_time_days": Column(_p.lead_time_days, "int", label=N_("Lead time, days")),
            "active": Column(_p.active, "bool", label=N_("Available")),
            "research": Column(_p.research, "bool", label=N_("R&D")),
            "sales_approved": Column(_p.sales_approved, "bool", label=N_("Sales approval")),
            "engineering_approved": Column(_p.engineering_approved, "bool", label=N_("Engineering approval")),
            "has_bom": Column(_p.has_bom, "bool", label=N_("BOM"), default=False),
            "supply": Column(_p.supply, "enum", choices=Supply, default=False),
            "unit": Column(_p.unit, default=False),
            "tax_rate": Column(_p.tax_rate, "quantity", default=False),
            "upc": Column(_p.upc, label=N_("UPC"), default=False, searchable=True),
            "qr_text": Column(_p.qr_text, label=N_("QR code"), default=False, searchable=True),
            "description": Column(_p.description, default=False, searchable=True),
            "fits": Column(
                FITS, label=N_("Fits devices (ids)"), default=False, sortable=False, nullable=False
            ),
            "discontinued_on": Column(_p.discontinued_on, "date", default=False),
            "created_at": Column(_p.created_at, "time", default=False),
            "version": Column(_p.version, "int", default=False),
        },
    )


def costs(settings: Settings) -> ListSpec:
    """All products with what they cost us and what we ask, as of today."""
    listed = listed_price.c
    return ListSpec(
        name="costs",
        source=_with_price(settings),
        default_sort="number",
        columns={
            "id": Column(_p.id, "uuid"),
            "number": Column(_p.number, searchable=True, code=True),
            "name": Column(_p.name, searchable=True),
            "kind": Column(_p.kind, "enum", choices=ItemKind),
            "category": Column(_p.category),
            "total_price": _price(listed.unit_price, label=N_("Price")),
            "floor": _price(listed.floor, opened_by=PRICE_LIMITS),
            "cost": _price(listed.cost),
            "margin": _price(listed.unit_price - listed.cost),
        },
    )


def _price(expr: ColumnElement[Any], **more: Any) -> Column:
    """The price of one piece, of which a sum means nothing."""
    return Column(expr, "money", currency=listed_price.c.currency, nullable=True, summed=False, **more)


def _with_price(settings: Settings) -> FromClause:
    today = cast(func.timezone(settings.company_zone, func.now()), Date)
    held, listed = price_in_force.c, listed_price.c
    return product_table.outerjoin(
        price_in_force,
        (held.product_id == _p.id)
        & (held.currency == settings.company_currency)
        & held.during.contains(today),
    ).outerjoin(
        listed_price,
        (listed.price_list_id == held.price_list_id) & (listed.product_id == held.product_id),
    )
