"""The first page: what happens now, and what waits for whoever looks."""

from chassis.language import N_
from web.section import Section
from web.sections.dashboard import figures, router
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="dashboard",
            label=N_("Dashboard"),
            path="/",
            permission="",
            icon="dashboard",
            purpose=(
                N_(
                    "What is happening now: sales, open work and what waits for you. Every number leads "
                    "to the list behind it."
                )
            ),
            go="d",
        ),
    ),
    router=router,
    figures=figures,
)
