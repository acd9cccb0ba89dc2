"""The register of how freight is taxed."""

from chassis.language import N_
from web.api import billing
from web.lists.spec import ListSpec, View
from web.section import Section
from web.sections.tax_treatments.routes import router
from web.sidebar import Link

TAX_TREATMENTS = ListSpec(
    key="tax-treatments",
    title=N_("Freight Tax"),
    singular=N_("freight tax"),
    path="/tax-treatments",
    api=billing.list_tax_treatments(),
    only="billing.tax",
    main="name",
    row="/tax-treatments/{id}",
    columns=("name", "method", "text", "is_default", "withdrawn"),
    labels={"method": N_("Freight is taxed"), "is_default": N_("Default"), "text": N_("Printed as")},
    people=(),
    status=None,
    views=(View(N_("In force"), "withdrawn=false"),),
    create="/tax-treatments/new",
    create_label=N_("New freight tax"),
    create_permission="billing.tax",
    empty=N_("Quotes and orders choose one of these for their freight."),
)
SECTION = Section(
    links=(
        Link(
            key="tax-treatments",
            label=N_("Freight Tax"),
            path="/tax-treatments",
            icon="invoice",
            purpose=N_("How freight is taxed: with the goods, at a rate of its own, or not at all."),
        ),
    ),
    lists=(TAX_TREATMENTS,),
    router=router,
)
