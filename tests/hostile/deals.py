"""A company for hostile tests: somebody in every role, and a deal from quote to invoice for each owner.

Owners stand in the four places that a scope can tell apart: oneself, one's team, another team of the
same territory, another territory.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from selling import ADDRESS, calibration, made, sensor
from stack import Company

from chassis.testing import Person, until
from identity.roles import BUILT_IN

Row = dict[str, Any]

AT_ONCE = 5  # deals that are made at the same time
TERRITORIAL = "regional"  # no built-in role has this scope
ROLES = {name: (role.scope, role.permissions) for name, role in BUILT_IN.items()} | {
    TERRITORIAL: (
        "territory",
        (
            *(f"{area}.*" for area in ("quotes", "orders", "crm", "billing", "fulfillment", "reports")),
            *("catalog.read", "identity.read", "trace.read", "tickets.read", "tickets.write"),
        ),
    )
}
COLLEAGUES = {"mate": ("North", "Sweden"), "rival": ("South", "Sweden"), "stranger": ("South", "Germany")}
SCOPED_LISTS = {  # by the kind of document that they list
    "quote": "/api/quotes",
    "order": "/api/orders",
    "purchase_order": "/api/orders/customer-purchase-orders",
    "client": "/api/crm/clients",
    "distributor": "/api/crm/distributors",
    "delivery_order": "/api/fulfillment/delivery-orders",
    "shipment": "/api/fulfillment/shipments",
    "unit": "/api/fulfillment/units",
    "job_order": "/api/fulfillment/job-orders",
    "purchase_request": "/api/fulfillment/purchase-requests",
    "service_order": "/api/fulfillment/service-orders",
    "invoice": "/api/billing/invoices",
    "ticket": "/api/tickets",
}
DESCRIBED = {"/api/auth/token", "/api/catalog/devices", "/api/reports/sales", *SCOPED_LISTS.values()}
OWNERS = {"ticket": "assignee_id"}  # the column that says whose it is, where that is not owner_id


@dataclass
class Place:
    """Where somebody stands in the company."""

    id: str
    team: str
    territory: str


@dataclass
class Deals:
    """People by role, places by name, and ids by kind of document and name of the owner."""

    company: Company
    admin: Person
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    common: dict[str, str] = field(default_factory=dict)  # what belongs to nobody
    numbers: dict[str, str] = field(default_factory=dict)  # of the accepted quotes

    @property
    def owners(self) -> list[str]:
        """Names of those who have a deal."""
        return list(self.ids["quote"])

    async def described(self) -> Row:
        """The description of the API, as soon as every service has said its part."""

        async def whole() -> Row:
            document: Row = (await self.admin.get("/api/openapi.json")).json()
            return document if document["paths"].keys() >= DESCRIBED else {}

        return await until(whole)

    def reaches(self, role: str, owner: str, kind: str = "") -> bool:
        """Whether the one in this role may reach what belongs to the owner (to a client of theirs)."""
        scope, me, them = ROLES[role][0], self.places[role], self.places[owner]
        if kind == "ticket":  # sales reads them all, whatever a role's scope; others what is theirs
            return holds(role, "tickets.all") or me.id == them.id
        if scope == "territory" and me.territory == them.territory:
            return True
        if kind == "credit":
            return scope == "all"
        return scope == "all" or me.id == them.id or (scope == "team" and me.team == them.team)


def holds(role: str, permission: str) -> bool:
    """Whether a role has a permission, said in other words than the chassis does."""
    granted = ROLES[role][1]
    return bool({permission, permission.partition(".")[0] + ".*", "*"} & set(granted))


async def all_rows(person: Person, path: str, **query: str) -> list[Row]:
    """Every row of a list, page by page."""
    rows: list[Row] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = query | {"limit": "200"} | ({"cursor": cursor} if cursor else {})
        answer = await person.get(path, params=asked)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        rows += answer.json()["items"]
        cursor = answer.json()["next"]
    return rows


async def begin_deals(company: Company) -> Deals:
    """Everybody, everything, and every copy of it where it belongs."""
    deals = Deals(company, await company.administrator())
    teams = await _structure(company, deals.admin)
    await _join_everybody(deals, teams)
    shelf = [await sensor(company, deals.admin) for _ in range(3)]
    deals.common["service"] = await calibration(company, deals.admin)
    await deals.admin.patch(f"/api/catalog/devices/{shelf[2]}", {"supply": "buy"}, version=3)
    stocked = await deals.admin.post(
        f"/api/fulfillment/stock/{shelf[0]}/receive", {"quantity": "100", "reference": "count"}
    )
    assert stocked.status_code == 200, stocked.text
    for kind in ("contact", "distributor_contact", "document"):
        deals.ids[kind] = {}
    some = asyncio.Semaphore(AT_ONCE)

    async def deal(owner: str) -> None:
        async with some:
            await _deal(deals, owner, shelf)

    await asyncio.gather(*(deal(owner) for owner in deals.places))
    await _common(deals, shelf[0], teams["North"])
    await _find(deals)
    return deals


async def _structure(company: Company, admin: Person) -> dict[str, str]:
    for name in ("Sweden", "Germany"):
        await company.known(await admin.post("/api/identity/territories", {"name": name}))
    scope, permissions = ROLES[TERRITORIAL]
    role = {"name": TERRITORIAL, "scope": scope, "permissions": permissions}
    await made(admin, "/api/identity/roles", role)
    teams = [await made(admin, "/api/identity/teams", {"name": name}) for name in ("North", "South")]
    return {team["name"]: team["id"] for team in teams}


async def _join_everybody(deals: Deals, teams: dict[str, str]) -> None:
    places = dict.fromkeys(ROLES, ("North", "Sweden")) | COLLEAGUES

    async def join(name: str, team: str, territory: str) -> None:
        role = name if name in ROLES else "seller"
        more = {"team_id": teams[team], "territories": [territory]}
        person = await deals.company.join(name, role, **more)
        deals.people[name], deals.places[name] = person, Place(str(person.id), team, territory)

    await asyncio.gather(*(join(name, *place) for name, place in places.items()))


async def _deal(deals: Deals, owner: str, shelf: Sequence[str]) -> None:
    admin, place = deals.admin, deals.places[owner]
    party = {
        "territory": place.territory,
        "owner_id": place.id,
        "shipping_address": ADDRESS,
    }
    for sort, kind, more in (
        ("client", "contact", {"role": "client"}),
        ("distributor", "distributor_contact", {}),
    ):
        registered = await admin.post(f"/api/crm/{sort}s", party | {"name": f"{sort} of {owner}"} | more)
        assert registered.status_code == 201, registered.text
        path = f"/api/crm/{sort}s/{registered.json()['id']}/contacts"
        deals.ids[kind][owner] = (await made(admin, path, {"name": "Klara Maier"}))["id"]
        await deals.company.known(registered)
        if sort == "client":
            client_id = registered.json()["id"]
    sold = (*shelf, deals.common["service"])
    lines = [{"product_id": product_id, "quantity": "1"} for product_id in sold]
    words = {"terms": "30 days net", "project": "Pumps", "description": "Sensors"}
    asked = {"client_id": client_id, "owner_id": place.id, "lines": lines} | words
    quote = await made(admin, "/api/quotes", asked)
    deals.numbers[owner] = quote["number"]
    await made(admin, f"/api/quotes/{quote['id']}/send", {}, version=1)
    accepted = await admin.post(f"/api/quotes/{quote['id']}/accept", {}, version=2)
    assert accepted.status_code == 200, accepted.text
    await deals.company.known(accepted)
    await made(admin, "/api/tickets", {"subject": f"Question to {owner}", "assignee_id": place.id})
    await _order(deals, owner, quote["number"])


async def _order(deals: Deals, owner: str, quote_number: str) -> None:
    admin = deals.admin
    order = await made(admin, "/api/orders", {"quote_number": quote_number})
    at = f"/api/orders/{order['id']}"
    file = {"file": ("note.txt", b"as agreed", "text/plain")}
    key = {"Idempotency-Key": uuid4().hex}
    attached = await admin.client.post(f"{at}/documents", files=file, headers=key)
    assert attached.status_code == 201, attached.text
    deals.ids["document"][owner] = attached.json()["id"]
    edited = await admin.patch(at, {"customer_po": f"PO-{owner}"}, version=order["version"])
    assert edited.status_code == 200, edited.text
    await made(admin, f"{at}/place", {}, version=edited.json()["version"])
    cleared = await until(lambda: _with_credit(admin, at))
    await made(admin, f"{at}/release", {}, version=cleared["version"])
    await _dispatch(admin, order["id"], owner)


async def _with_credit(person: Person, at: str) -> Row | None:
    order: Row = (await person.get(at)).json()
    return order if order["credit"] == "granted" else None


async def _dispatch(admin: Person, order_id: str, owner: str) -> None:
    lists = "/api/fulfillment/delivery-orders"
    (found,) = await until(lambda: all_rows(admin, lists, order_id=order_id))
    at = f"{lists}/{found['id']}"
    (line,) = await until(lambda: _reserved(admin, at))
    version = (await admin.get(at)).json()["version"]
    leaving = [{"line_id": line["line_id"], "serial_numbers": [f"SN-{owner}"]}]
    await made(admin, f"{at}/dispatch", {"lines": leaving}, version=version)
    for path in (
        "/api/billing/invoices",
        *(SCOPED_LISTS[kind] for kind in ("job_order", "purchase_request", "service_order")),
    ):
        await until(lambda path=path: all_rows(admin, path, order_id=order_id))


async def _reserved(person: Person, at: str) -> list[Row]:
    lines: list[Row] = (await person.get(f"{at}/pick-list")).json()["lines"]
    return lines


async def _common(deals: Deals, product_id: str, team_id: str) -> None:
    admin = deals.admin
    spare = await deals.company.join("spare", "seller")
    item = {"number": f"X-{uuid4().hex[:6]}", "name": "Extra"}
    deals.common |= {
        "device": product_id,
        "option": (await made(admin, "/api/catalog/options", item))["id"],
        "price_list": (await all_rows(admin, "/api/catalog/price-lists"))[0]["id"],
        "person": str(spare.id),
        "team": team_id,
        "territory": (await all_rows(admin, "/api/identity/territories"))[0]["id"],
        "role": (await all_rows(admin, "/api/identity/roles", name=TERRITORIAL))[0]["id"],
        "key": "theme",
    }


async def _find(deals: Deals) -> None:
    """Ids of everything that belongs to somebody, as the administrator finds them in the lists."""
    names = {place.id: name for name, place in deals.places.items()}
    for kind, path in SCOPED_LISTS.items():
        whose = OWNERS.get(kind, "owner_id")
        rows = await all_rows(deals.admin, path, cols=f"id,{whose}")
        deals.ids[kind] = {names[row[whose]]: row["id"] for row in rows}
        assert len(deals.ids[kind]) == len(rows) >= len(COLLEAGUES), f"{kind}: {rows}"
    deals.ids["credit"] = deals.ids["client"]
    deals.ids["revision"] = dict.fromkeys(deals.ids["quote"], "1")
    deals.ids["deal_event"] = {name: await _event_of(deals, id) for name, id in deals.ids["order"].items()}


async def _event_of(deals: Deals, order_id: str) -> str:
    """An event of the order's deal, which a trace that was just begun may not have yet."""

    async def events() -> list[Row]:
        answer = await deals.admin.get(f"/api/trace/{order_id}")
        return list(answer.json()["events"]) if answer.status_code == 200 else []

    return str((await until(events))[0]["id"])
