"""The built-in roles and what covers what. Pure.

A permission is ``<service>.<verb>``, ``<service>.*`` or ``*``; besides there are ``discount`` (beyond
the policy), ``backdate`` and ``prices.limits`` (floors, largest discounts, how a price was decided).
``orders.prices`` shows what customers pay, ``identity.arrange`` is for what a team shares,
``system.read`` for what waits for an administrator.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chassis.errors import Forbidden
from chassis.language import _, term
from chassis.work import Caller
from kernel.access import SCOPES

EVERYBODY = ("identity.read", "trace.read")  # colleagues have names for all of us
TICKETS = ("tickets.read", "tickets.write")  # their own and their department's, with tickets.all everybody's


class Definition(NamedTuple):
    """Scope and permissions of a role."""

    scope: str
    permissions: tuple[str, ...]


MANAGER = (
    "quotes.*", "orders.*", "crm.*", "tickets.*", "catalog.read", "fulfillment.read", "billing.read",
    "reports.*", "prices.limits", "discount", "identity.arrange", *EVERYBODY,
)  # fmt: skip

BUILT_IN: dict[str, Definition] = {
    "administrator": Definition("all", ("*",)),
    "leader": Definition("all", (*MANAGER, "lost.read", "backdate")),
    "manager": Definition("team", MANAGER),
    "seller": Definition(
        "own",
        (
            "quotes.read", "quotes.write", "quotes.decide", "orders.read", "orders.write", "orders.place",
            "orders.prices", "prices.limits", "crm.read", "crm.write", *TICKETS, "tickets.all",
            "catalog.read", "reports.read", *EVERYBODY,
        ),
    ),
    "accounting": Definition(
        "all",
        (
            "billing.*", "orders.read", "orders.prices", "quotes.read", "prices.limits", "crm.read",
            "crm.terms", "reports.read", *TICKETS, *EVERYBODY,
        ),
    ),
    "production": Definition(
        "all", ("fulfillment.*", "orders.read", "catalog.read", *TICKETS, *EVERYBODY)
    ),
    "operations": Definition(
        "all",
        ("orders.*", "fulfillment.*", "catalog.read", "crm.read", "reports.read", *TICKETS, *EVERYBODY),
    ),
    "importer": Definition(
        "all",
        (
            "identity.*", "catalog.*", "crm.*", "quotes.*", "orders.*", "fulfillment.*", "billing.*",
            "tickets.*", "reports.read", "prices.*", "discount", "backdate", *EVERYBODY,
        ),
    ),
}  # fmt: skip


def covers(caller: Caller, scope: str, permissions: Iterable[str]) -> bool:
    """Whether the caller holds all of this role."""
    return next(_beyond(caller, scope, permissions), None) is None


def must_cover(caller: Caller | None, name: str, scope: str, permissions: Iterable[str]) -> None:
    """Raise Forbidden unless the caller holds all of this role: nobody gives what they do not have."""
    permission = None if caller is None else next(_beyond(caller, scope, permissions), None)
    if permission is not None:
        raise Forbidden(
            _(
                "The role %(name)s reaches further than your own: %(permission)s (%(scope)s). Ask an "
                "administrator.",
                name=name,
                permission=permission,
                scope=term(scope),
            )
        )


def _beyond(caller: Caller, scope: str, permissions: Iterable[str]) -> Iterator[str]:
    for permission in permissions:
        held = caller.scope(permission)
        if held is None or SCOPES.index(held) < SCOPES.index(scope):
            yield permission
