"""A minimal company, made through the API: sellers with clients, products with prices and ample stock."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from benchmarks.people import Person
from benchmarks.stand import Stand
from benchmarks.wire import Wire
from client import LISTS, Answer, ApiClient
from saleswire.passwords import password

SELLERS, OPERATIONS, ACCOUNTING = 8, 4, 4  # several of each: the gateway limits what one person may ask
PRODUCTS, CLIENTS = 60, 32


@dataclass
class Client:
    """Whom a simulated user sells to, and the seller who looks after it."""

    id: str
    seller: Person


@dataclass
class Company:
    """Everybody who is signed in, and ids."""

    wire: Wire
    sellers: list[Person]
    operations: list[Person]
    accounting: list[Person]
    clients: list[Client]
    products: list[str]

    @property
    def people(self) -> list[Person]:
        """All of them."""
        return [*self.sellers, *self.operations, *self.accounting]

    async def awake(self) -> None:
        """Renew the tokens that would end soon."""
        for person in self.people:
            await person.fresh()


async def founded(stand: Stand, wire: Wire) -> Company:
    """Make the company; every service knows all of it."""
    async with ApiClient(stand.origin) as admin:
        await admin.sign_in("admin", password(stand.place.state, "administrator"))
        await admin.let_in()
        versions = list((await admin.post("/api/identity/territories", {"name": "North"})).written)
        company = Company(wire, [], [], [], [], [])
        roles = ("seller", SELLERS), ("operations", OPERATIONS), ("accounting", ACCOUNTING)
        joined = [await join(admin, wire, role, number) for role, count in roles for number in range(count)]
        ids = [answer.body["id"] for answer, _ in joined]
        versions += [version for answer, _ in joined for version in answer.written]
        everybody = [person for _, person in joined]
        company.sellers = everybody[:SELLERS]
        company.operations = everybody[SELLERS : SELLERS + OPERATIONS]
        company.accounting = everybody[SELLERS + OPERATIONS :]
        await admin.settled(LISTS, versions)
        await assort(admin, company)
        await acquaint(admin, company, ids)
    await company.awake()
    return company


async def join(admin: ApiClient, wire: Wire, role: str, number: int) -> tuple[Answer, Person]:
    """Somebody new."""
    username, secret = f"{role}-{number}", secrets.token_urlsafe(24)
    asked = {"username": username, "name": username.title(), "roles": [role], "password": secret}
    asked["territories"] = ["North"]
    return await admin.post("/api/identity/people", asked), Person(wire, username, secret)


async def assort(admin: ApiClient, company: Company) -> None:
    """Products with both approvals, a price list with two breaks each, and stock for the whole run."""
    made = await asyncio.gather(*(product(admin, number) for number in range(PRODUCTS)))
    company.products = [answer.body["id"] for answer in made]
    versions = [version for answer in made for version in answer.written]
    versions += (await admin.post("/api/catalog/price-lists", price_list(company.products))).written
    await admin.settled(LISTS, versions)
    stock = {"quantity": "10000000", "reference": "for the benchmark"}
    taken = [await admin.post(f"/api/fulfillment/stock/{id}/receive", stock) for id in company.products]
    await admin.settled(LISTS, [version for answer in taken for version in answer.written])


async def product(admin: ApiClient, number: int) -> Answer:
    """An approved device; the answer of its last approval."""
    device = {"number": f"BENCH-{number:03}", "name": f"Sensor {number}", "tax_rate": "0.19"}
    id = (await admin.post("/api/catalog/devices", device)).body["id"]
    path = f"/api/catalog/devices/{id}/approve"
    await admin.post(path, {"approval": "sales"}, version=1)
    return await admin.post(path, {"approval": "engineering"}, version=2)


def price_list(products: list[str]) -> dict[str, Any]:
    """Prices in force for years."""
    breaks = [{"min_quantity": "1", "unit_price": "100"}, {"min_quantity": "10", "unit_price": "95.5"}]
    prices = [{"product_id": id, "breaks": breaks, "floor": "80", "cost": "50"} for id in products]
    return {"name": "Benchmark", "valid_from": "2020-01-01", "max_discount": "0.05", "prices": prices}


async def acquaint(admin: ApiClient, company: Company, ids: list[str]) -> None:
    """A client for each simulated user, spread over the sellers."""
    versions: list[str] = []
    for number in range(CLIENTS):
        name = f"Client {number}"
        asked = {
            "name": name,
            "territory": "North",
            "owner_id": ids[number % SELLERS],
            "role": "client",
            "shipping_address": {"name": name, "street": "Storgatan 1", "city": "Umeå", "country": "Sweden"},
        }
        answer = await admin.post("/api/crm/clients", asked)
        company.clients.append(Client(answer.body["id"], company.sellers[number % SELLERS]))
        versions += answer.written
    await admin.settled(LISTS, versions)
