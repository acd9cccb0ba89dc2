"""The sections of the product, in the order of the sidebar: who sees them, and what each is for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.visit import Visit


@dataclass(frozen=True)
class Section:
    """One link of the sidebar; ``go`` is the key after g, ``purpose`` the help text of its pages."""

    key: str
    label: str
    path: str
    permission: str
    icon: str
    purpose: str
    go: str = ""

    def open_to(self, visit: "Visit") -> bool:
        """Whether the person may see it."""
        return not self.permission or visit.may(self.permission)


SECTIONS: list[tuple[str, list[Section]]] = [
    (
        "Sales",
        [
            Section(
                "dashboard", "Dashboard", "/", "", "dashboard",
                "What is happening now: sales, open work and what waits for you. Every number leads to the "
                "list behind it.", "d",
            ),
            Section(
                "quotes", "Quotes", "/quotes", "quotes.read", "quote",
                "Offers to clients, from the draft to the client's decision. An accepted quote becomes "
                "exactly one sales order.", "q",
            ),
            Section(
                "orders", "Sales Orders", "/orders", "orders.read", "order",
                "Everything that was ordered, from draft to payment: what it contains, where it stands, "
                "and what it waits for.", "o",
            ),
            Section(
                "customer-purchase-orders", "Customer Purchase Orders", "/customer-purchase-orders",
                "orders.read", "po",
                "The register of the orders that customers sent us: their number, when and by whom it was "
                "received, and the sales order that answers it.", "u",
            ),
            Section(
                "tickets", "Sales Tickets", "/tickets", "tickets.read", "ticket",
                "Questions, calls and problems with who takes care of them. Resolved tickets are the "
                "knowledge that nobody has to ask for twice.", "t",
            ),
        ],
    ),
    (
        "Reports",
        [
            Section(
                "reports", "Reports", "/reports", "reports.read", "report",
                "Sales by product, client, territory and more, as of any day, and how many documents took "
                "each step from the quote to the payment.", "b",
            ),
        ],
    ),
    (
        "Customers",
        [
            Section(
                "clients", "Clients", "/clients", "crm.read", "client",
                "The companies and people that buy from us, and those that may: contacts, addresses, "
                "what they ordered.", "c",
            ),
            Section(
                "distributors", "Distributors", "/distributors", "crm.read", "distributor",
                "The representatives and dealers that sell for us, with their territories and contacts.", "r",
            ),
        ],
    ),
    (
        "Catalogue",
        [
            Section(
                "devices", "Devices", "/devices", "catalog.read", "device",
                "What we sell: models with their documents, prices and lead times.", "v",
            ),
            Section(
                "options", "Options", "/options", "catalog.read", "option",
                "What a device can be ordered with.", "p",
            ),
            Section(
                "services", "Services", "/services", "catalog.read", "service",
                "Work that we sell: commissioning, calibration, training.",
            ),
            Section(
                "price-lists", "Price Lists", "/price-lists", "catalog.read", "price",
                "What things cost whom and from when, with quantity breaks and floor prices.",
            ),
        ],
    ),
    (
        "Fulfilment",
        [
            Section(
                "delivery-orders", "Delivery Orders", "/delivery-orders", "fulfillment.read", "delivery",
                "What has to leave the house, what is ready, and what is still missing.", "l",
            ),
            Section(
                "shipments", "Shipments", "/shipments", "fulfillment.read", "shipment",
                "What has left the house, and what has arrived.", "s",
            ),
            Section(
                "job-orders", "Job Orders", "/job-orders", "fulfillment.read", "job",
                "What production has to make for released orders.", "j",
            ),
            Section(
                "purchase-requests", "Purchase Requests", "/purchase-requests", "fulfillment.read", "buy",
                "What has to be bought for released orders.",
            ),
            Section(
                "stock", "Stock", "/stock", "fulfillment.read", "stock",
                "What lies here, what of it is promised, and what is free.", "k",
            ),
            Section(
                "units", "Units", "/units", "fulfillment.read", "unit",
                "Every single device with its serial number and where it went.",
            ),
        ],
    ),
    (
        "Accounting",
        [
            Section(
                "invoices", "Invoices", "/invoices", "billing.read", "invoice",
                "What was invoiced, what is open, and what was paid.", "i",
            ),
            Section(
                "refused-payments", "Refused Payments", "/refused-payments", "billing.payment", "refused",
                "Payments that accounting reported and that fit no invoice.",
            ),
            Section(
                "payment-terms", "Payment Terms", "/payment-terms", "billing.terms", "invoice",
                "On which terms clients may pay, and when an invoice is due by them.",
            ),
            Section(
                "currencies", "Currencies", "/currencies", "billing.currency", "price",
                "In which currencies new price lists, quotes and orders may be written.",
            ),
        ],
    ),
    (
        "Company",
        [
            Section(
                "people", "People", "/people", "identity.manage", "person",
                "Who works here, in which team and territory, with which roles.",
            ),
            Section(
                "teams", "Teams", "/teams", "identity.manage", "team", "Teams and their departments.",
            ),
            Section(
                "territories", "Territories", "/territories", "identity.manage", "territory",
                "Where clients are and who sells there.",
            ),
            Section(
                "roles", "Roles", "/roles", "identity.manage", "role",
                "What a role may do, and how far it reaches.",
            ),
            Section(
                "machines", "Machines", "/machines", "identity.manage", "link",
                "Programs that sign in by themselves, such as a web shop or an import: each with permissions "
                "and a secret of its own.",
            ),
        ],
    ),
]  # fmt: skip

ALL = [section for _, sections in SECTIONS for section in sections]


def section_of(path: str) -> Section | None:
    """The section that a page belongs to."""
    first = path.strip("/").split("/")[0]
    return next((section for section in ALL if section.path.strip("/") == first), None)
