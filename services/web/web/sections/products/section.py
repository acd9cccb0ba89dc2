"""Devices, options and services."""

from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.products import router
from web.sections.products.kinds import DEVICE, OPTION, SERVICE, Kind
from web.sidebar import Link

COLUMNS = ("number", "name", "product_type", "category", "total_price", "lead_time_days", "active",
           "sales_approved")  # fmt: skip
STEPS = (
    Bulk("put-on-sale", "Put on sale", "catalog.write", change={"active": True}),
    Bulk(
        "take-off-sale", "Take off sale", "catalog.write", change={"active": False}, ask="Take them off sale?"
    ),
)
VIEWS = (
    View("On sale", "active=true&sales_approved=true"),
    View("To approve", "sales_approved=false&active=true"),
    View("Research", "research=true"),
    View("Off sale", "active=false"),
    View("Discontinued", "discontinued_on.gte=1990-01-01"),
)


def _products(
    kind: Kind,
    empty: str,
    columns: tuple[str, ...] = COLUMNS,
) -> ListSpec:
    return ListSpec(
        key=kind.path.removeprefix("/"),
        title=kind.title,
        singular=kind.singular,
        path=kind.path,
        api=kind.listed,
        row=f"{kind.path}/{{id}}",
        columns=columns,
        people=(),
        hidden=("id", "version", "kind", "fits"),
        status=None,
        bulk=STEPS,
        quick=(
            Quick("New quote with it", "quote", "quotes.write", place="new-quote", query="?product={id}"),
            Quick("Edit", "edit", "catalog.write", path=f"{kind.path}/{{id}}/edit"),
        ),
        views=VIEWS,
        create=f"{kind.path}/new",
        create_label=f"New {kind.singular}",
        create_permission="catalog.write",
        empty=empty,
        finds=kind.singular,
    )


LISTS = (
    _products(DEVICE, "Models that we sell, with price, lead time and documents."),
    _products(
        OPTION,
        "What a device can be ordered with.",
        ("number", "name", "description", "has_bom", "lead_time_days", "total_price", "active"),
    ),
    _products(
        SERVICE,
        "Work that we sell.",
        ("number", "name", "description", "unit", "total_price", "active"),
    ),
)
SECTION = Section(
    links=(
        Link(
            key="devices",
            label="Devices",
            path="/devices",
            icon="device",
            purpose="What we sell: models with their documents, prices and lead times.",
            go="v",
        ),
        Link(
            key="options",
            label="Options",
            path="/options",
            icon="option",
            purpose="What a device can be ordered with.",
            go="p",
        ),
        Link(
            key="services",
            label="Services",
            path="/services",
            icon="service",
            purpose="Work that we sell: commissioning, calibration, training.",
        ),
    ),
    lists=LISTS,
    router=router,
    places={
        "product": "/products/{id}",
    },
    readers={"product": "catalog.read"},
)
