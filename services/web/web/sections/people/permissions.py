"""The permissions as people read them, by area. Pure; what is not named here is shown by its own name."""

from collections.abc import Iterable

from chassis.language import N_
from web.forms import Form

AREAS: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        "quotes",
        N_("Quotes"),
        [("read", N_("See")), ("write", N_("Write and send")), ("decide", N_("Accept and decline"))],
    ),
    (
        "orders",
        N_("Sales orders"),
        [
            ("read", N_("See")),
            ("prices", N_("See prices")),
            ("write", N_("Write")),
            ("place", N_("Place")),
            ("release", N_("Release to production")),
            ("cancel", N_("Cancel")),
        ],
    ),
    ("prices", N_("Price policy"), [("limits", N_("See floors and largest discounts"))]),
    (
        "crm",
        N_("Clients and distributors"),
        [("read", N_("See")), ("write", N_("Write")), ("terms", N_("Set payment terms"))],
    ),
    ("tickets", N_("Tickets"), [("read", N_("See")), ("write", N_("Write")), ("all", N_("See everybody's"))]),
    (
        "catalog",
        N_("Catalog"),
        [
            ("read", N_("See")),
            ("write", N_("Write")),
            ("approve", N_("Approve")),
            ("price", N_("Issue price lists")),
            ("cost", N_("See costs")),
        ],
    ),
    (
        "fulfillment",
        N_("Fulfillment"),
        [
            ("read", N_("See")),
            ("stock", N_("Book stock")),
            ("production", N_("Report production")),
            ("dispatch", N_("Dispatch shipments and confirm services")),
        ],
    ),
    (
        "billing",
        N_("Accounting"),
        [
            ("read", N_("See")),
            ("payment", N_("Record payments")),
            ("credit", N_("Set credit limits")),
            ("terms", N_("Keep payment terms")),
            ("tax", N_("Keep freight tax")),
            ("currency", N_("Switch currencies on")),
        ],
    ),
    ("reports", N_("Reports"), [("read", N_("See"))]),
    ("trace", N_("Trace of deals"), [("read", N_("See"))]),
    ("lost", N_("Lost deals"), [("read", N_("See"))]),
    ("system", N_("System"), [("read", N_("See what waits for an administrator"))]),
    (
        "identity",
        N_("Company"),
        [
            ("read", N_("See colleagues")),
            ("manage", N_("Manage people and roles")),
            ("arrange", N_("Arrange views for the team")),
        ],
    ),
]
ALONE = [
    ("*", N_("Everything")),
    ("discount", N_("Discounts beyond the price list's")),
    ("backdate", N_("Steps on other days")),
]
SCOPES = [
    ("own", N_("Own: what they look after themselves")),
    ("team", N_("Team: what their team looks after")),
    ("territory", N_("Territory: clients of their territories")),
    ("all", N_("All: the whole company")),
]


def known() -> set[str]:
    """Every permission that has a name here."""
    within = {f"{area}.{verb}" for area, _label, verbs in AREAS for verb, _words in verbs}
    return within | {f"{area}.*" for area, *_rest in AREAS} | {name for name, _label in ALONE}


def others(held: Iterable[str]) -> list[str]:
    """Those that have no name here."""
    return sorted(set(held) - known())


def grants(held: Iterable[str], permission: str) -> bool:
    """Whether what is held includes the permission."""
    return bool({"*", permission, f"{permission.split('.')[0]}.*"} & set(held))


def chosen(form: Form) -> list[str]:
    """The permissions of a form: those that are ticked, and those that are typed."""
    typed = form.text("others").replace(",", " ").split()
    return list(dict.fromkeys([*form.texts("permission"), *typed]))
