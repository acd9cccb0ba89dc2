"""Price lists."""

from chassis.language import N_
from web.api import catalog
from web.lists.spec import ListSpec, View
from web.section import Section
from web.sections.price_lists import router
from web.sidebar import Link

PRICE_LISTS = ListSpec(
    key="price-lists",
    title=N_("Price Lists"),
    singular=N_("price list"),
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
    views=(View(N_("In force"), "withdrawn=false"),),
    create="/price-lists/new",
    create_label=N_("New price list"),
    create_permission="catalog.price",
    empty=N_("A price list says what things cost whom and from when."),
)
SECTION = Section(
    links=(
        Link(
            key="price-lists",
            label=N_("Price Lists"),
            path="/price-lists",
            icon="price",
            purpose=N_(
                "Prices by currency and start date, with quantity breaks, discounts and floor prices."
            ),
        ),
    ),
    lists=(PRICE_LISTS,),
    router=router,
    places={
        "price-list": "/price-lists/{id}",
        "new-price-list": "/price-lists/new",
    },
)
