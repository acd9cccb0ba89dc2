"""The currencies that documents may be written in."""

from chassis.language import N_
from web.section import Section
from web.sections.currencies.routes import router
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="currencies",
            label=N_("Currencies"),
            path="/currencies",
            permission="billing.currency",
            icon="price",
            purpose=N_("In which currencies new price lists, quotes and orders may be written."),
        ),
    ),
    router=router,
)
