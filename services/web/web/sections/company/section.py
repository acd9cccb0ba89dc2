"""What papers say of the company."""

from chassis.language import N_
from web.section import Section
from web.sections.company.routes import router
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="company",
            label=N_("Company Profile"),
            path="/company",
            permission="identity.manage",
            icon="po",
            purpose=N_("What papers say of us: name, address, tax and register numbers, bank and contact."),
        ),
    ),
    router=router,
    places={
        "company": "/company",
    },
)
