"""The register of payment terms."""

from chassis.language import N_
from web.api import billing
from web.lists.spec import ListSpec, View
from web.section import Section
from web.sections.payment_terms.routes import router
from web.sidebar import Link

PAYMENT_TERMS = ListSpec(
    key="payment-terms",
    title=N_("Payment Terms"),
    singular=N_("payment terms"),
    path="/payment-terms",
    api=billing.list_payment_terms(),
    only="billing.terms",
    main="name",
    row="/payment-terms/{id}",
    columns=("name", "net_days", "is_default", "withdrawn"),
    people=(),
    status=None,
    views=(View(N_("In force"), "withdrawn=false"),),
    create="/payment-terms/new",
    create_label=N_("New payment terms"),
    create_permission="billing.terms",
    empty=N_("Quotes and orders agree one of these, and invoices are due by it."),
)
SECTION = Section(
    links=(
        Link(
            key="payment-terms",
            label=N_("Payment Terms"),
            path="/payment-terms",
            icon="invoice",
            purpose=N_("On which terms clients may pay, and when an invoice is due by them."),
        ),
    ),
    lists=(PAYMENT_TERMS,),
    router=router,
    places={
        "payment-terms-names": "/payment-terms/names",
    },
)
