"""The company behind the orders: people, clients, products, price lists, stock.

Everything is looked up by the name under which we would make it, so it may be run again at any time.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from client import ApiClient
from samples.northwind import derived
from samples.northwind.files import Files, Row
from samples.northwind.pool import each

CURRENCY = "USD"
MOST_PRICES = 500  # in one list
Told = Callable[[str], None]
Document = dict[str, Any]


@dataclass
class Company:
    """Our ids by the files' ids, and the versions that other services must know before the first quote."""

    sellers: dict[str, str] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)

    def knows(self, stream: str, document: Document) -> None:
        """Remember the version as Wait-For names it."""
        self.versions.append(f"{stream}/{document['id']}/{document['version']}")


KNOWING = (  # one list of each service that keeps copies
    "/api/quotes",
    "/api/orders",
    "/api/fulfillment/stock",
    "/api/billing/invoices",
    "/api/reports/statuses",
)


async def found_company(api: ApiClient, files: Files, told: Told) -> Company:
    """Make what is missing and return when every service knows all of it."""
    company = Company()
    for name, make in PARTS.items():
        told(name)
        await make(api, files, company)
    told("copies")
    await api.settled(KNOWING, company.versions)
    told("stock")
    await _receive_stock(api, files, company)
    return company


async def _make_sellers(api: ApiClient, files: Files, company: Company) -> None:
    team = await _sales_team(api)
    known = {
        row["username"]: row async for row in api.rows("/api/identity/people", cols="id,username,version")
    }
    for id, row in files.employees.items():
        username = f"{row['first_name']}.{row['last_name']}@northwind".lower()
        person = known.get(username) or await _join(api, id, row, username, team)
        company.sellers[id] = person["id"]
        company.knows("person", person)


async def _sales_team(api: ApiClient) -> str:
    name = "Northwind sales"
    async for row in api.rows("/api/identity/teams", name=name):
        return str(row["id"])
    formed = await api.post(
        "/api/identity/teams", {"name": name, "department": "Sales"}, key="northwind-team"
    )
    return str(formed.body["id"])


async def _join(api: ApiClient, id: str, row: Row, username: str, team: str) -> Document:
    asked = {
        "username": username,
        "name": f"{row['first_name']} {row['last_name']}",
        "team_id": team,
        "roles": ["seller"],
    }
    return await _made(api, "/api/identity/people", asked, f"northwind-person-{id}")


async def _made(api: ApiClient, path: str, asked: Document, key: str) -> Document:
    made: Document = (await api.post(path, asked, key=key)).body
    return made


async def _open_territories(api: ApiClient, files: Files, company: Company) -> None:
    known = {row["name"]: row async for row in api.rows("/api/identity/territories")}
    for country in sorted({row["country"] for row in files.customers.values()}):
        key = "northwind-territory-" + country.replace(" ", "-")
        path = "/api/identity/territories"
        company.knows("territory", known.get(country) or await _made(api, path, {"name": country}, key))
    await api.settled(["/api/crm/clients"], company.versions)


async def _register_clients(api: ApiClient, files: Files, company: Company) -> None:
    sellers = derived.last_sellers(files)
    columns = "id,external_ref,version"
    known = {row["external_ref"]: row async for row in api.rows("/api/crm/clients", cols=columns)}

    async def register(id: str) -> None:
        row = files.customers[id]
        client = known.get(_client_ref(id)) or await _register(
            api, id, row, company.sellers.get(sellers.get(id, ""))
        )
        company.clients[id] = client["id"]
        company.knows("party", client)
        company.contacts[id] = await _contact(api, id, row, client["id"])

    await each(files.customers, register)


def _client_ref(id: str) -> str:
    return f"NW-{id}"


async def _register(api: ApiClient, id: str, row: Row, owner: str | None) -> Document:
    names = ("street", "address"), ("city", "city"), ("region", "region"), ("postal_code", "postal_code")
    asked = {
        "name": row["company_name"],
        "territory": row["country"],
        "owner_id": owner,
        "role": "client" if owner else "lead",
        "shipping_address": {"name": row["company_name"], "country": row["country"]}
        | {ours: row[theirs] for ours, theirs in names},
        "external_ref": _client_ref(id),
        "allow_duplicate": True,  # the reference decides whether it is the same one
    }
    return await _made(api, "/api/crm/clients", asked, f"northwind-client-{id}")


async def _contact(api: ApiClient, id: str, row: Row, client: str) -> str:
    path = f"/api/crm/clients/{client}/contacts"
    asked = {"name": row["contact_name"], "title": row["contact_title"], "phone": row["phone"]}
    noted = await api.read(path)
    same = [contact for contact in noted if contact["name"] == asked["name"]]
    contact = same[0] if same else await _made(api, path, asked, f"northwind-contact-{id}")
    return str(contact["id"])


async def _publish_products(api: ApiClient, files: Files, company: Company) -> None:
    known = {row["number"]: row async for row in _products(api)}

    async def publish(id: str) -> None:
        product = known.get(_number(id)) or await _publish(api, files, id)
        for approval in ("sales", "engineering"):
            if not product[f"{approval}_approved"]:
                product = await _approve(api, product, approval)
        company.products[id] = product["id"]
        company.knows("product", product)

    await each(files.products, publish)


def _products(api: ApiClient) -> Any:
    columns = "id,number,version,sales_approved,engineering_approved,discontinued_on"
    return api.rows("/api/catalog/devices", cols=columns, **{"number.has": "NW-P"})


def _number(id: str) -> str:
    return f"NW-P{int(id):02}"


async def _publish(api: ApiClient, files: Files, id: str) -> Document:
    row = files.products[id]
    asked = {
        "number": _number(id),
        "name": row["product_name"],
        "description": row["quantity_per_unit"],
        "category": files.categories[row["category_id"]],
        "supply": "buy",
    }
    return await _made(api, "/api/catalog/devices", asked, f"northwind-product-{id}")


async def _approve(api: ApiClient, product: Document, approval: str) -> Document:
    path = f"/api/catalog/devices/{product['id']}/approve"
    key = f"northwind-approve-{approval}-{product['id']}"
    approved = await api.post(path, {"approval": approval}, key=key, version=product["version"])
    return dict(approved.body)


async def _enable_currency(api: ApiClient, _: Files, company: Company) -> None:
    switched = await api.put(f"/api/billing/currencies/{CURRENCY}", {"enabled": True})
    await api.settled(["/api/catalog/price-lists"], switched.written)
    company.versions += switched.written


async def _issue_price_lists(api: ApiClient, files: Files, company: Company) -> None:
    known = {
        row["name"]: row
        async for row in api.rows(
            "/api/catalog/price-lists", cols="id,name,version", **{"name.has": "Northwind"}
        )
    }
    for day, prices in derived.price_changes(files).items():
        ids = sorted(prices, key=int)
        for at in range(0, len(ids), MOST_PRICES):
            part = {id: str(prices[id]) for id in ids[at : at + MOST_PRICES]}
            name = f"Northwind from {day}" + (f", part {at // MOST_PRICES + 1}" if at else "")
            issued = known.get(name) or await _issue(api, company, name, day, part)
            company.knows("price-list", issued)


async def _issue(
    api: ApiClient, company: Company, name: str, day: date, prices: Mapping[str, str]
) -> Document:
    asked = {
        "name": name,
        "currency": CURRENCY,
        "valid_from": str(day),
        "mode": "adjustable",
        "max_discount": "0",
        "prices": [
            {
                "product_id": company.products[id],
                "breaks": [{"min_quantity": "1", "unit_price": price}],
                "floor": "0",
            }
            for id, price in prices.items()
        ],
    }
    return await _made(api, "/api/catalog/price-lists", asked, "northwind-" + name.replace(" ", "-"))


async def _receive_stock(api: ApiClient, files: Files, company: Company) -> None:
    """Once for each product: a stock item that exists has had its opening stock."""
    filters = {"cols": "id,version", "number.has": "NW-P"}
    known = {row["id"] async for row in api.rows("/api/fulfillment/stock", **filters) if row["version"]}
    opening = derived.opening_stock(files)

    async def receive(id: str) -> None:
        product = company.products[id]
        if product not in known and opening[id]:
            asked = {"quantity": str(opening[id]), "reference": "Northwind opening stock"}
            path = f"/api/fulfillment/stock/{product}/receive"
            await _made(api, path, asked, f"northwind-opening-{id}")

    await each(files.products, receive)


async def discontinue(api: ApiClient, files: Files) -> None:
    """Take what Northwind sells no more off the market, once all its orders are in."""
    known = {row["number"]: row async for row in _products(api)}
    day = str(derived.day_after_the_last(files))
    for id, row in files.products.items():
        product = known[_number(id)]
        if row["discontinued"] == "1" and product["discontinued_on"] is None:
            path = f"/api/catalog/devices/{product['id']}/discontinue"
            await api.post(path, {"on": day}, key=f"northwind-discontinue-{id}", version=product["version"])


Part = Callable[[ApiClient, Files, Company], Awaitable[None]]
PARTS: Mapping[str, Part] = {
    "people": _make_sellers,
    "territories": _open_territories,
    "clients": _register_clients,
    "products": _publish_products,
    "currency": _enable_currency,
    "price lists": _issue_price_lists,
}
