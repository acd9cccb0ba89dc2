"""Devices, options and services."""

from chassis.language import N_
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.products import router
from web.sections.products.kinds import DEVICE, OPTION, SERVICE, Kind
from web.sidebar import Link

COLUMNS = ("number", "name", "product_type", "category", "total_price", "lead_time_days", "active",
           "sales_approved")  # fmt: skip
NEW = {"device": N_("New device"), "option": N_("New option"), "service": N_("New service")}
STEPS = (
    Bulk("put-on-sale", N_("Put on sale"), "catalog.write", change={"active": True}),
    Bulk(
        "take-off-sale",
        N_("Take off sale"),
        "catalog.write",
        change={"active": False},
        ask=N_("Take them off sale?"),
    ),
)
VIEWS = (
    View(N_("On sale"), "active=true&sales_approved=true"),
    View(N_("To approve"), "sales_approved=false&active=true"),
    View(N_("Research"), "research=true"),
    View(N_("Off sale"), "active=false"),
    View(N_("Discontinued"), "discontinued_on.gte=1990-01-01"),
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
            Quick(N_("New quote with it"), "quote", "quotes.write", place="new-quote", query="?product={id}"),
            Quick(N_("Edit"), "edit", "catalog.write", path=f"{kind.path}/{{id}}/edit"),
        ),
        views=VIEWS,
        create=f"{kind.path}/new",
        create_label=NEW[kind.singular],
        create_permission="catalog.write",
        empty=empty,
        finds=kind.singular,
    )


LISTS = (
    _products(DEVICE, N_("Models that we sell, with price, lead time and documents.")),
    _products(
        OPTION,
        N_("What a device can be ordered with."),
        ("number", "name", "description", "has_bom", "lead_time_days", "total_price", "active"),
    ),
    _products(
        SERVICE,
        N_("Work that we sell."),
        ("number", "name", "description", "unit", "total_price", "active"),
    ),
)
SECTION = Section(
    links=(
        Link(
            key="devices",
            label=N_("Devices"),
            path="/devices",
            icon="device",
            purpose=N_("What we sell: models with their documents, prices and lead times."),
            go="v",
        ),
        Link(
            key="options",
            label=N_("Options"),
            path="/options",
            icon="option",
            purpose=N_("What a device can be ordered with."),
            go="p",
        ),
        Link(
            key="services",
            label=N_("Services"),
            path="/services",
            icon="service",
            purpose=N_("Work that we sell: commissioning, calibration, training."),
        ),
    ),
    lists=LISTS,
    router=router,
    places={
        "product": "/products/{id}",
    },
    readers={"product": "catalog.read"},
)
