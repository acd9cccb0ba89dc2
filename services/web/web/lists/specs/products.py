"""Devices, options, services, price lists."""

from web.lists.spec import ListSpec, View

COLUMNS = ("number", "name", "product_type", "category", "total_price", "lead_time_days", "active",
           "sales_approved")  # fmt: skip
LABELS = {
    "total_price": "Price",
    "lead_time_days": "Lead time (days)",
    "has_bom": "BOM",
    "upc": "UPC",
    "qr_text": "QR code",
    "tax_rate": "Tax rate",
}
VIEWS = (
    View("On sale", "active=true&sales_approved=true"),
    View("To approve", "sales_approved=false&active=true"),
    View("Research", "research=true"),
    View("Discontinued", "active=false"),
)


def _products(
    key: str, title: str, singular: str, empty: str, columns: tuple[str, ...] = COLUMNS
) -> ListSpec:
    return ListSpec(
        key=key,
        title=title,
        singular=singular,
        path=f"/{key}",
        api=f"/api/catalog/{key}",
        permission="catalog.read",
        row=f"/{key}/{{id}}",
        columns=columns,
        labels=LABELS,
        people=(),
        hidden=("id", "version", "kind", "fits"),
        status=None,
        views=VIEWS,
        create=f"/{key}/new",
        create_label=f"New {singular}",
        create_permission="catalog.write",
        empty=empty,
    )


LISTS = (
    _products("devices", "Devices", "device", "Models that we sell, with price, lead time and documents."),
    _products(
        "options", "Options", "option", "What a device can be ordered with.",
        ("number", "name", "description", "has_bom", "lead_time_days", "total_price", "active"),
    ),
    _products("services", "Services", "service", "Work that we sell.",
              ("number", "name", "description", "unit", "total_price", "active")),
    ListSpec(
        key="price-lists",
        title="Price Lists",
        singular="price list",
        path="/price-lists",
        api="/api/catalog/price-lists",
        permission="catalog.read",
        main="name",
        row="/price-lists/{id}",
        columns=("name", "currency", "valid_from", "valid_until", "mode", "max_discount", "price_count",
                 "withdrawn"),
        labels={"price_count": "Prices", "max_discount": "Largest discount"},
        people=(),
        status=None,
        views=(View("In force", "withdrawn=false"),),
        create="/price-lists/new",
        create_label="New price list",
        create_permission="catalog.price",
        empty="A price list says what things cost whom and from when.",
    ),
)  # fmt: skip
