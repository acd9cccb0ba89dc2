"""Price lists."""

from web.api import catalog
from web.lists.spec import ListSpec, View
from web.section import Section
from web.sections.price_lists import router
from web.sidebar import Link

PRICE_LISTS = ListSpec(
    key="price-lists",
    title="Price Lists",
    singular="price list",
    path="/price-lists",
    api=catalog.list_price_lists(),
    main="name",
    row="/price-lists/{id}",
    columns=(
        "name",
        "currency",
        "valid_from",
        "valid_until",
        "mode",
        "max_discount",
        "price_count",
        "withdrawn",
    ),
    people=(),
    status=None,
    views=(View("In force", "withdrawn=false"),),
    create="/price-lists/new",
    create_label="New price list",
    create_permission="catalog.price",
    empty="A price list says what things cost whom and from when.",
)
SECTION = Section(
    links=(
        Link(
            key="price-lists",
            label="Price Lists",
            path="/price-lists",
            icon="price",
            purpose="Prices by currency and start date, with quantity breaks, discounts and floor prices.",
        ),
    ),
    lists=(PRICE_LISTS,),
    router=router,
    places={
        "price-list": "/price-lists/{id}",
        "new-price-list": "/price-lists/new",
    },
)
