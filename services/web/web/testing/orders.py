"""An order as its service tells it, for tests of the pages."""

from typing import Any

from web.testing import PERSON

ID = "01900000-0000-7000-8000-0000000000aa"
API = f"/api/orders/{ID}"
PARTY = {"id": "01900000-0000-7000-8000-0000000000bb", "number": "C-000002", "name": "Baltic <Dairy>"}
PLACE = {
    "name": "Baltic",
    "street": "",
    "city": "Kaunas",
    "region": "",
    "postal_code": "",
    "country": "Lithuania",
}
ITEM = {
    "line_id": "01900000-0000-7000-8000-0000000000cc",
    "position": 1,
    "product_id": "01900000-0000-7000-8000-0000000000dd",
    "kind": "device",
    "number": "GW-500",
    "name": "Gateway",
    "description": "",
    "supply": "make",
    "quantity": {"value": "3", "unit": "pcs"},
    "list_price": "980.00",
    "unit_price": "980.00",
    "discount": "0.050000",
    "net": "2793.00",
    "tax_rate": "0.19",
}
LINE = {
    "item": ITEM,
    "decision": None,
    "agreed_on": None,
    "ordered": "3",
    "cancelled": "0",
    "released": "0",
    "shipped": "0",
    "invoiced": "0",
}
DAYS = (
    "placed_on",
    "released_on",
    "initial_ship_date",
    "actual_ship_date",
    "to_be_invoiced_on",
    "cancelled_on",
    "closed_on",
    "po_received_on",
    "lead_time_days",
    "distributor",
    "quote_id",
)
WORDS = (
    "quote_number",
    "cancel_reason",
    "terms",
    "project",
    "description",
    "customer_po",
    "po_received_by",
    "so_issued_by",
    "delivery_conditions",
    "acceptance_conditions",
    "payment_conditions",
    "external_ref",
)
TOTALS = {"net": "2793.00", "freight": "0.00", "tax": "530.67", "gross": "3323.67", "currency": "EUR"}


def order(**more: Any) -> dict[str, Any]:
    """An order; what is given differs."""
    plain: dict[str, Any] = dict.fromkeys(DAYS) | dict.fromkeys(WORDS, "")
    return (
        plain
        | {
            "id": ID,
            "version": 4,
            "number": "SO-2026-000012",
            "status": "draft",
            "stage": "pending",
            "credit": "none",
            "ordered_on": "2026-11-22",
            "estimated_ship_date": "2026-12-07",
            "client": PARTY,
            "owner_id": PERSON,
            "call_before_delivery": False,
            "shipping_address": PLACE,
            "billing_address": PLACE,
            "lines": [LINE],
            "totals": TOTALS,
            "missing": [],
            "warnings": [],
        }
        | more
    )
