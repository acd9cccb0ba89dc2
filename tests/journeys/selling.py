"""A small company with one sensor and two territories, made through the API: what journeys begin with."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from stack import Company

from chassis.testing import Person

ADDRESS = {"name": "Norrland Skog AB", "street": "Storgatan 12", "city": "Umeå", "country": "Sweden"}


@dataclass
class Selling:
    """People and ids."""

    company: Company
    admin: Person
    sven: Person  # sells in Sweden
    greta: Person  # sells in Germany
    anna: Person  # accounting: reads quotes, writes none
    client_id: str
    product_id: str

    def quote(self, **changes: Any) -> dict[str, Any]:
        """The body of a quote for three sensors."""
        line = {"product_id": self.product_id, "quantity": "3"}
        return {"client_id": self.client_id, "lines": [line]} | changes

    async def draft(self, *, key: str | None = None, **changes: Any) -> dict[str, Any]:
        """A new draft quote of Sven's."""
        return await made(self.sven, "/api/quotes", self.quote(**changes), key=key)

    async def send(self) -> dict[str, Any]:
        """A new quote, sent."""
        quote = await self.draft()
        return await made(self.sven, f"/api/quotes/{quote['id']}/send", {}, version=1)


async def made(person: Person, path: str, body: Any, **how: Any) -> dict[str, Any]:
    """The document that a successful command answers with."""
    answer = await person.post(path, body, **how)
    assert answer.status_code in (200, 201), answer.text
    document: dict[str, Any] = answer.json()
    return document


async def begin_selling(company: Company) -> Selling:
    """Two territories, a role that reaches as far as one's territory, a client, a sensor and its price."""
    admin = await company.administrator()
    for name in ("Sweden", "Germany"):
        await company.known(await admin.post("/api/identity/territories", {"name": name}))
    role = {"name": "regional", "scope": "territory", "permissions": ["quotes.*", "orders.*", "crm.*"]}
    await made(admin, "/api/identity/roles", role)
    sven = await company.join("sven", "regional", territories=["Sweden"])
    greta = await company.join("greta", "regional", territories=["Germany"])
    anna = await company.join("anna", "accounting")
    asked = {"name": ADDRESS["name"], "territory": "Sweden", "shipping_address": ADDRESS, "role": "client"}
    registered = await admin.post("/api/crm/clients", asked)
    assert registered.status_code == 201, registered.text
    product_id = await sensor(company, admin)
    await company.known(registered)
    return Selling(company, admin, sven, greta, anna, registered.json()["id"], product_id)


async def sensor(company: Company, admin: Person) -> str:
    """A device that may be sold, at 100 each and never below 80; every service knows it."""
    return await _for_sale(company, admin, "devices", "Sensor")


async def calibration(company: Company, admin: Person) -> str:
    """A service that may be sold like the sensor."""
    return await _for_sale(company, admin, "services", "Calibration")


async def _for_sale(company: Company, admin: Person, kind: str, name: str) -> str:
    item = {"number": f"{name[0]}-{uuid4().hex[:6]}", "name": name, "tax_rate": "0.25"}
    id = (await made(admin, f"/api/catalog/{kind}", item))["id"]
    for version, approval in enumerate(("sales", "engineering"), start=1):
        path = f"/api/catalog/{kind}/{id}/approve"
        approved = await admin.post(path, {"approval": approval}, version=version)
        assert approved.status_code == 200, approved.text
    breaks = [{"min_quantity": "1", "unit_price": "100"}]
    prices = [{"product_id": id, "breaks": breaks, "floor": "80", "cost": "50"}]
    asked = {"name": "Standard", "valid_from": "2026-01-01", "max_discount": "0.05", "prices": prices}
    issued = await admin.post("/api/catalog/price-lists", asked)
    assert issued.status_code == 201, issued.text
    await company.known(approved)
    await company.known(issued)
    return str(id)
