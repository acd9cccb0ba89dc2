"""The order's form: its fields by the pointers of the service, to the form and back. Pure.

A field's name is the pointer that the service uses for it (``shipping_address/city``, ``lines/0/quantity``),
so that a refusal finds its field by itself.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from chassis.language import N_, _, stated, term
from web.api import orders
from web.deals.due import due_days
from web.deals.parties import number_of

Text = Literal[
    "terms", "project", "description", "customer_po", "po_received_by", "so_issued_by", "delivery_conditions",
    "acceptance_conditions", "payment_conditions", "external_ref",
]  # fmt: skip
Date = Literal["estimated_ship_date", "po_received_on"]
TEXTS: tuple[Text, ...] = get_args(Text)
DATES: tuple[Date, ...] = get_args(Date)
ADDRESSES = ("shipping_address", "billing_address")
PLACE = ("name", "street", "postal_code", "city", "region", "country")
SHIPPING = {
    "name": N_("Shipping address: name"),
    "street": N_("Shipping address: street"),
    "postal_code": N_("Shipping address: postal code"),
    "city": N_("Shipping address: city"),
    "region": N_("Shipping address: region"),
    "country": N_("Shipping address: country"),
}
BILLING = {
    "name": N_("Billing address: name"),
    "street": N_("Billing address: street"),
    "postal_code": N_("Billing address: postal code"),
    "city": N_("Billing address: city"),
    "region": N_("Billing address: region"),
    "country": N_("Billing address: country"),
}
LABELS = {
    "client": N_("Client"),
    "distributor": N_("Distributor"),
    "ordered_on": N_("SO date"),
    "estimated_ship_date": N_("Estimated ship date"),
    "lead_time_days": N_("Lead time (days)"),
    "currency": N_("Currency"),
    "terms": N_("Terms"),
    "due_days": N_("Due after (days)"),
    "due": N_("Due after (days)"),
    "project": N_("Project name"),
    "description": N_("Description"),
    "customer_po": N_("Customer PO number"),
    "po_received_on": N_("PO received on"),
    "po_received_by": N_("PO received by"),
    "so_issued_by": N_("SO issued by"),
    "delivery_conditions": N_("Delivery conditions"),
    "acceptance_conditions": N_("Acceptance conditions"),
    "payment_conditions": N_("Payment conditions"),
    "call_before_delivery": N_("Call 24 hours before delivery"),
    "external_ref": N_("External reference"),
    "freight": N_("Freight"),
    "freight_treatment_id": N_("Tax on freight"),
    **{f"shipping_address/{part}": label for part, label in SHIPPING.items()},
    **{f"billing_address/{part}": label for part, label in BILLING.items()},
    "lines": N_("Lines"),
}  # fmt: skip
LINE = ("line_id", "product", "quantity", "unit_price", "discount", "description")
LINE_LABELS = {"product": N_("product"), "product_id": N_("product"), "unit_price": N_("unit price")}
Values = dict[str, str]


def label(pointer: str) -> str:
    """A pointer in the words of the form: ``Line 2: unit price``."""
    parts = pointer.split("/")
    if parts[0] == "lines" and len(parts) == 3:
        field = LINE_LABELS.get(parts[2])
        return _("Line %(n)s: %(field)s", n=int(parts[1]) + 1, field=_(field) if field else stated(parts[2]))
    known = LABELS.get(pointer) or LABELS.get(parts[0])
    return _(known) if known else term(pointer)


def values_of(order: orders.OrderView) -> Values:
    """An order as the form shows it."""
    values: Values = {name: order[name] for name in TEXTS}
    values |= {name: _text(order[name]) for name in DATES}
    values |= {"ordered_on": order["ordered_on"], "lead_time_days": _text(order["lead_time_days"])}
    values["due_days"] = due_days(order["due"], order["terms_id"])
    values["call_before_delivery"] = "true" if order["call_before_delivery"] else ""
    values["client"], values["distributor"] = _party(order["client"]), _party(order["distributor"])
    if totals := order["totals"]:
        values["currency"], values["freight"] = totals["currency"], totals["freight"]
    values["freight_treatment_id"] = treatment_of(totals)
    for name, address in zip(ADDRESSES, (order["shipping_address"], order["billing_address"]), strict=True):
        values |= {f"{name}/{part}": _text(address.get(part)) for part in PLACE}
    for index, line in enumerate(order["lines"]):
        values |= {f"lines/{index}/{name}": text for name, text in _line(line["item"]).items()}
    return values


def treatment_of(totals: orders.Totals | None) -> str:
    """Id of the treatment by which freight is taxed; empty where there is none."""
    agreed = totals.get("freight_tax") if totals else None
    return (agreed["treatment_id"] or "") if agreed else ""


def freight(values: Mapping[str, str]) -> dict[str, str]:
    """Freight and its treatment as the service takes them; what is not chosen stays, or is the default."""
    chosen = values.get("freight_treatment_id")
    amount = {"freight": exact(values.get("freight", "")) or "0"}
    return amount | ({"freight_treatment_id": chosen} if chosen else {})


def _line(item: orders.ItemView) -> Values:
    return {
        "line_id": item["line_id"],
        "product": f"{item['number']} {item['name']}",
        "quantity": plain(item["quantity"]["value"]),
        "unit_price": "",
        "discount": plain(Decimal(item.get("discount") or 0) * 100),
        "description": item.get("description", ""),
        "agreed": item["unit_price"] or "",
        "net": item["net"] or "",
        "unit": item["quantity"]["unit"],
    }


def rows_of(values: Mapping[str, str]) -> list[int]:
    """Places of the lines in what was sent, whether filled or not."""
    found = {int(parts[1]) for name in values if len(parts := name.split("/")) == 3 and parts[0] == "lines"
             and parts[1].isdigit()}  # fmt: skip
    return sorted(found)


def packed(values: Mapping[str, str], without: int = -1) -> Values:
    """The values with their filled lines numbered from zero, and without one that was removed."""
    kept = {name: value for name, value in values.items() if not name.startswith("lines/")}
    filled = [row for row in rows_of(values) if row != without and values.get(f"lines/{row}/product")]
    for index, row in enumerate(filled):
        start = f"lines/{row}/"
        kept |= {f"lines/{index}/{name.removeprefix(start)}": value
                 for name, value in values.items() if name.startswith(start)}  # fmt: skip
    return kept


def head(values: Mapping[str, str]) -> dict[str, Any]:
    """The order's own fields as the service takes them."""
    body: dict[str, Any] = {name: values.get(name, "") for name in TEXTS}
    body |= {name: values.get(name) or None for name in DATES}
    if days := exact(values.get("due_days", "")):
        body["due"] = {"net_days": days}
    body["lead_time_days"] = exact(values.get("lead_time_days", "")) or None
    body["call_before_delivery"] = values.get("call_before_delivery") == "true"
    body |= freight(values)
    for name in ADDRESSES:
        given = {part: values.get(f"{name}/{part}", "") for part in PLACE}
        body[name] = given if any(given.values()) else None
    return body


def lines(values: Mapping[str, str], products: Mapping[str, str]) -> list[dict[str, Any]]:
    """The packed lines as the service takes them; ``products``: id by number."""
    return [_asked(values, f"lines/{row}/", products) for row in rows_of(values)]


def _asked(values: Mapping[str, str], start: str, products: Mapping[str, str]) -> dict[str, Any]:
    asked: dict[str, Any] = {"product_id": products[number_of(values[start + "product"])]}
    for name in ("line_id", "description"):
        if values.get(start + name):
            asked[name] = values[start + name]
    for name in ("quantity", "unit_price"):
        if values.get(start + name):
            asked[name] = exact(values[start + name])
    asked["discount"] = fraction(values.get(start + "discount", ""))
    return asked


def exact(text: str) -> str:
    """A typed number as the service reads it: blanks out, a decimal comma as a point."""
    return "".join(text.split()).replace(",", ".")


def fraction(text: str) -> str:
    """Typed per cent as a fraction; what is no number goes on as it is, for the service to refuse."""
    try:
        return format(Decimal(exact(text) or "0") / 100, "f")
    except InvalidOperation:
        return text


def plain(value: Any) -> str:
    """A decimal without needless zeros, as one would type it."""
    exactly = format(Decimal(str(value)), "f")
    return exactly.rstrip("0").rstrip(".") if "." in exactly else exactly


def _party(party: orders.PartyRef | None) -> str:
    return f"{party['number']} {party['name']}" if party else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)
