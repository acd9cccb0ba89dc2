"""The company that the load works for: two sellers with clients, a warehouse, accounting, three products."""

from typing import Any
from uuid import uuid4

from client import LISTS, ApiClient
from saleswire.passwords import password
from tests.faults.history import History
from tests.faults.load import Market, Pace, Seat
from tests.faults.stand import Stand

SECRET = "a long enough secret"
STOCK = "3000"
SELLERS = ("sven", "greta")
PEOPLE = {"sven": "seller", "greta": "seller", "olga": "operations", "anna": "accounting"}


async def found(stand: Stand, history: History, per_second: float, branch: str = "") -> Market:
    """Everything that deals need, known everywhere; people are signed in. A branch has people of its own."""
    async with ApiClient(stand.origin, via="web", patience=60) as admin:
        await admin.sign_in("admin", password(stand.place.state, "administrator"))
        await admin.let_in()
        versions, ids = await employ(admin, branch)
        await admin.settled(["/api/crm/clients"], versions)
        device, option = [await product(admin, kind, versions) for kind in ("device", "option")]
        service = await product(admin, "service", versions, supply="none")
        versions += (
            await admin.post(
                "/api/catalog/price-lists", price_list(device, option, service, f"Standard{branch}")
            )
        ).written
        seats = await seated(stand, history, per_second, branch)
        sellers = [seats[username] for username in SELLERS]
        for username in SELLERS:
            seats[username].clients = [
                await client(admin, ids[username], n, versions, branch) for n in range(3)
            ]
        await admin.settled(LISTS, versions)
        for each in (device, option):
            body = {"quantity": STOCK, "reference": "Opening stock"}
            await admin.post(f"/api/fulfillment/stock/{each}/receive", body)
    return Market(sellers, seats["olga"], seats["anna"], device, option, service)


async def employ(admin: ApiClient, branch: str) -> tuple[list[str], dict[str, str]]:
    """What was said about the people, and their ids by username."""
    written, ids = [], {}
    written += (await admin.post("/api/identity/territories", {"name": f"North{branch}"})).written
    for username, role in PEOPLE.items():
        name = f"{username}{branch}"
        body = {"username": name, "name": name.title(), "roles": [role], "password": SECRET}
        made = await admin.post("/api/identity/people", body | {"territories": [f"North{branch}"]})
        written += made.written
        ids[username] = made.body["id"]
    return written, ids


async def seated(stand: Stand, history: History, per_second: float, branch: str) -> dict[str, Seat]:
    """Everybody at the gateway, at one pace together."""
    pace, seats = Pace(per_second), {}
    for username in PEOPLE:
        seats[username] = Seat(stand.origin, history, pace)
        await seats[username].sign_in(f"{username}{branch}", SECRET)
    return seats


async def product(admin: ApiClient, kind: str, versions: list[str], supply: str = "make") -> str:
    """A product that may be sold; ``make`` is made when it is short, for nobody ``buy``s anything."""
    body = {"number": f"{kind[:2].upper()}-{uuid4().hex[:6]}", "name": kind.title(), "tax_rate": "0.19"}
    made = await admin.post(f"/api/catalog/{kind}s", body | {"supply": supply})
    at = f"/api/catalog/{kind}s/{made.body['id']}"
    for version, approval in enumerate(("sales", "engineering"), start=1):
        answer = await admin.post(f"{at}/approve", {"approval": approval}, version=version)
    versions += answer.written
    return str(made.body["id"])


def price_list(device: str, option: str = "", service: str = "", name: str = "Standard") -> dict[str, Any]:
    """Prices that do not come out even."""
    prices = [
        {
            "product_id": id,
            "breaks": [{"min_quantity": "1", "unit_price": price}],
            "floor": "1",
            "cost": "1",
        }
        for id, price in ((device, "99.99"), (option, "7.77"), (service, "33.33"))
        if id
    ]
    return {"name": name, "valid_from": "2026-01-01", "max_discount": "0.05", "prices": prices}


async def client(admin: ApiClient, owner: str, number: int, versions: list[str], branch: str = "") -> str:
    """Somebody who buys, and whom the owner looks after."""
    address = {"name": f"Client {number}", "street": "Storgatan 1", "city": "Umeå", "country": "Sweden"}
    body: dict[str, Any] = {
        "name": f"Client {number}",
        "territory": f"North{branch}",
        "shipping_address": address,
        "role": "client",
    }
    body |= {"owner_id": owner, "allow_duplicate": True}
    made = await admin.post("/api/crm/clients", body)
    versions += made.written
    return str(made.body["id"])
