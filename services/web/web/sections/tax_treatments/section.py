"""The register of how freight is taxed."""

from web.api import billing
from web.lists.spec import ListSpec, View
from web.section import Section
from web.sections.tax_treatments.routes import router
from web.sidebar import Link

TAX_TREATMENTS = ListSpec(
    key="tax-treatments",
    title="Freight Tax",
    singular="freight tax",
    path="/tax-treatments",
    api=billing.list_tax_treatments(),
    only="billing.tax",
    main="name",
    row="/tax-treatments/{id}",
    columns=("name", "method", "text", "is_default", "withdrawn"),
    labels={"method": "Freight is taxed", "is_default": "Default", "text": "Printed as"},
    people=(),
    status=None,
    views=(View("In force", "withdrawn=false"),),
    create="/tax-treatments/new",
    create_label="New freight tax",
    create_permission="billing.tax",
    empty="Quotes and orders choose one of these for their freight.",
)
SECTION = Section(
    links=(
        Link(
            key="tax-treatments",
            label="Freight Tax",
            path="/tax-treatments",
            icon="invoice",
            purpose="How freight is taxed: with the goods, at a rate of its own, or not at all.",
        ),
    ),
    lists=(TAX_TREATMENTS,),
    router=router,
)
