"""The permissions as people read them, by area. Pure; what is not named here is shown by its own name."""

from collections.abc import Iterable

from web.forms import Form

AREAS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("quotes", "Quotes", [("read", "See"), ("write", "Write and send"), ("decide", "Accept and decline")]),
    (
        "orders",
        "Sales orders",
        [("read", "See"), ("prices", "See prices"), ("write", "Write"), ("place", "Place"),
         ("release", "Release to production"), ("cancel", "Cancel")],
    ),
    ("prices", "Price policy", [("limits", "See floors and largest discounts")]),
    ("crm", "Clients and distributors",
     [("read", "See"), ("write", "Write"), ("terms", "Set payment terms")]),
    ("tickets", "Tickets", [("read", "See"), ("write", "Write"), ("all", "See everybody's")]),
    (
        "catalog",
        "Catalog",
        [("read", "See"), ("write", "Write"), ("approve", "Approve"), ("price", "Issue price lists"),
         ("cost", "See costs")],
    ),
    (
        "fulfillment",
        "Fulfillment",
        [("read", "See"), ("stock", "Book stock"), ("production", "Report production"),
         ("dispatch", "Dispatch shipments and confirm services")],
    ),
    ("billing", "Accounting",
     [("read", "See"), ("payment", "Record payments"), ("credit", "Set credit limits"),
      ("terms", "Keep payment terms"), ("tax", "Keep freight tax"), ("currency", "Switch currencies on")]),
    ("reports", "Reports", [("read", "See")]),
    ("trace", "Trace of deals", [("read", "See")]),
    ("lost", "Lost deals", [("read", "See")]),
    ("system", "System", [("read", "See what waits for an administrator")]),
    (
        "identity",
        "Company",
        [("read", "See colleagues"), ("manage", "Manage people and roles"),
         ("arrange", "Arrange views for the team")],
    ),
]  # fmt: skip
ALONE = [
    ("*", "Everything"),
    ("discount", "Discounts beyond the price list's"),
    ("backdate", "Steps on other days"),
]
SCOPES = [
    ("own", "Own: what they look after themselves"),
    ("team", "Team: what their team looks after"),
    ("territory", "Territory: clients of their territories"),
    ("all", "All: the whole company"),
]


def known() -> set[str]:
    """Every permission that has a name here."""
    within = {f"{area}.{verb}" for area, _, verbs in AREAS for verb, _ in verbs}
    return within | {f"{area}.*" for area, _, _ in AREAS} | {name for name, _ in ALONE}


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
