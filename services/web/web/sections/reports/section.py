"""Reports over everything that was sold."""

from chassis.language import N_
from web.section import Section
from web.sections.reports import router
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="reports",
            label=N_("Reports"),
            path="/reports",
            permission="reports.read",
            icon="report",
            purpose=(
                N_(
                    "Sales by product, client, territory and more, as of any day, and how many documents "
                    "took each step from the quote to the payment."
                )
            ),
            go="b",
        ),
    ),
    router=router,
)
