"""Which entries a caller reaches: each kind as far as the permission of its list goes."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, true

from chassis.work import Work
from contracts.remembered import Kind
from kernel.access import scope_condition
from reporting.search.entries import REGISTERS
from reporting.search.tables import around, entry

PERMISSIONS: Mapping[Kind, str] = {  # as the lists of these records have them
    Kind.CLIENT: "crm.read",
    Kind.CONTACT: "crm.read",
    Kind.DISTRIBUTOR: "crm.read",
    Kind.QUOTE: "quotes.read",
    Kind.ORDER: "orders.read",
    Kind.INVOICE: "billing.read",
    Kind.DEVICE: "catalog.read",
    Kind.OPTION: "catalog.read",
    Kind.SERVICE: "catalog.read",
    Kind.DELIVERY_ORDER: "fulfillment.read",
    Kind.SERVICE_ORDER: "fulfillment.read",
    Kind.JOB_ORDER: "fulfillment.read",
    Kind.PURCHASE_REQUEST: "fulfillment.read",
}
EVERYBODYS = {Kind.DEVICE, Kind.OPTION, Kind.SERVICE}  # they have no owner

_e, _w = entry.c, around.c


def reach(work: Work, kinds: Collection[Kind]) -> dict[bool, ColumnElement[bool]]:
    """What the caller reaches of registers and of documents, where it is anything."""
    owner, client = func.coalesce(_e.owner_id, _w.owner_id), func.coalesce(_e.client_id, _w.client_id)
    conditions: dict[bool, list[ColumnElement[bool]]] = {}
    for kind in sorted(kinds):
        permission = PERMISSIONS[kind]
        if work.caller is not None and not work.caller.may(permission):
            continue
        scope = scope_condition(work.caller, permission, owner=owner, client=client)
        reached = true() if kind in EVERYBODYS else scope
        conditions.setdefault(kind not in REGISTERS, []).append(and_(_e.kind == kind, reached))
    return {of_document: or_(*each) for of_document, each in conditions.items()}
