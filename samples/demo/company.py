"""Loads the demo company through the gateway, once: what is there already is found and left as it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from client import LISTS, BlockingApiClient, RefusedByApi
from samples.demo.facts import (
    COMPANIES,
    ITEMS,
    MAX_DISCOUNT,
    PEOPLE,
    PHONES,
    PRICE_LIST,
    PROFILE,
    TAX_RATE,
    TEAMS,
    TERRITORIES,
    Colleague,
    Company,
    Item,
)

ZONE = ZoneInfo("Europe/Berlin")
GERMAN = "DACH"  # the territory whose companies get their papers in German
AT_ONCE = 4  # requests that are sent side by side
COPIERS = (
    "/api/quotes",
    "/api/orders",
    "/api/fulfillment/stock",
    "/api/billing/invoices",
    "/api/reports/statuses",
)
Say = Callable[[str], None]


@dataclass
class Cast:
    """Everybody at the gateway, and the ids of what they work with."""

    admin: BlockingApiClient
    people: dict[str, BlockingApiClient] = field(default_factory=dict)  # by username
    ids: dict[str, str] = field(default_factory=dict)  # person by username, product by number, party by ref

    def by_role(self, role: str) -> BlockingApiClient:
        """The only person of a role."""
        (found,) = (person.username for person in PEOPLE if person.role == role)
        return self.people[found]


def today() -> date:
    """The business day in the company's zone."""
    return datetime.now(ZONE).date()


def load(cast: Cast, secrets: dict[str, str], say: Say, *, proven: bool = False) -> None:
    """People, products, prices, clients and stock; ``secrets`` are passwords by username."""
    cast.admin.change("/api/identity/company", PROFILE, "PUT")
    versions = organise(cast.admin)
    versions += employ(cast, secrets, proven=proven)
    cast.admin.settled(LISTS, versions)
    say(f"{len(PEOPLE)} people in {len(TEAMS)} teams, {len(TERRITORIES)} territories")
    cast.admin.settled(COPIERS, assort(cast))
    say(f"{len(ITEMS)} products, one price list in force")
    cast.admin.settled(COPIERS, acquaint(cast))
    say(f"{len(COMPANIES)} clients, leads and distributors with their contacts")
    count_stock(cast)


def organise(admin: BlockingApiClient) -> list[str]:
    """Teams and territories; the versions that were published."""
    versions: list[str] = []
    wanted = {"teams": {name: {"name": name, "department": dept} for name, dept in TEAMS.items()}}
    wanted["territories"] = {name: {"name": name} for name in TERRITORIES}
    for kind, bodies in wanted.items():
        there = by(admin, f"/api/identity/{kind}", "name")
        for name, body in bodies.items():
            if name not in there:
                key = f"demo-{kind}-{name.replace(' ', '-')}"
                versions += admin.post(f"/api/identity/{kind}", body, key=key).written
    return versions


def employ(cast: Cast, secrets: dict[str, str], *, proven: bool) -> list[str]:
    """People with a sign-in each; passwords that are not ``proven`` are tried, and replaced if wrong."""
    teams = by(cast.admin, "/api/identity/teams", "name")
    there = by(cast.admin, "/api/identity/people", "username")
    versions: list[str] = []
    for person in PEOPLE:
        if person.username not in there:
            body = engagement(person, teams, secrets[person.username])
            answer = cast.admin.post("/api/identity/people", body, key=f"demo-person-{person.username}")
            there[person.username] = answer.body["id"]
            versions += answer.written
        secret = secrets[person.username]
        cast.people[person.username] = BlockingApiClient(cast.admin.address, person.username, secret)
    cast.ids |= {person.username: there[person.username] for person in PEOPLE}
    if not proven:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda person: sign_in(cast, person.username, secrets), PEOPLE))
    return versions


def engagement(person: Colleague, teams: dict[str, str], secret: str) -> dict[str, object]:
    """What identity is told about somebody new."""
    return {
        "username": person.username,
        "name": person.name,
        "email": f"{person.username}@halden.example",
        "phone": f"{PHONES}{PEOPLE.index(person) + 10}",
        "team_id": teams[person.team],
        "territories": list(person.territories),
        "roles": [person.role],
        "password": secret,
    }


def sign_in(cast: Cast, username: str, secrets: dict[str, str]) -> None:
    """Try the password; one that was lost is given anew."""
    api = cast.people[username]
    try:
        api.sign_in()
    except RefusedByApi as refused:
        if refused.status not in (400, 401):
            raise
        at = f"/api/identity/people/{cast.ids[username]}"
        version = cast.admin.read(at)["version"]
        cast.admin.put(f"{at}/password", {"password": secrets[username]}, version=version)
        api.sign_in()


def assort(cast: Cast) -> list[str]:
    """Products with both approvals, and their price list."""
    there = by(cast.admin, "/api/catalog/products", "number")
    versions: list[str] = []
    for item in ITEMS:
        cast.ids[item.number] = there.get(item.number) or create(cast, item)
        versions += approve(cast.admin, item, cast.ids[item.number])
    if PRICE_LIST not in by(cast.admin, "/api/catalog/price-lists", "name"):
        versions += cast.admin.post(
            "/api/catalog/price-lists", price_list(cast), key="demo-price-list"
        ).written
    return versions


def create(cast: Cast, item: Item) -> str:
    """A new product's id."""
    body = {
        "number": item.number,
        "name": item.name,
        "supply": item.supply,
        "category": item.category,
        "product_type": item.kind.capitalize(),
        "unit": item.unit,
        "lead_time_days": item.lead_time_days,
        "tax_rate": TAX_RATE,
        "has_bom": item.supply == "make",
        "levels": [{"name": name, "value": value} for name, value in item.levels],
        "fits": [cast.ids[number] for number in item.fits],
    }
    answer = cast.admin.post(f"/api/catalog/{item.kind}s", body, key=f"demo-product-{item.number}")
    return str(answer.body["id"])


def approve(admin: BlockingApiClient, item: Item, id: str) -> list[str]:
    """Sales and engineering agree; the version that stands then."""
    at = f"/api/catalog/{item.kind}s/{id}"
    product = admin.read(at)
    for approval in ("sales", "engineering"):
        if not product[f"{approval}_approved"]:
            key = f"demo-{approval}-{item.number}"
            product = admin.post(
                f"{at}/approve", {"approval": approval}, key=key, version=product["version"]
            ).body
    return [f"product/{id}/{product['version']}"]


def price_list(cast: Cast) -> dict[str, object]:
    """One list for everything, in force for a year already."""
    return {
        "name": PRICE_LIST,
        "currency": "EUR",
        "valid_from": (today() - timedelta(days=365)).replace(day=1).isoformat(),
        "mode": "adjustable",
        "max_discount": MAX_DISCOUNT,
        "prices": [
            {
                "product_id": cast.ids[item.number],
                "breaks": [{"min_quantity": least, "unit_price": price} for least, price in item.breaks],
                "floor": item.floor,
                "cost": item.cost,
            }
            for item in ITEMS
        ],
    }


def acquaint(cast: Cast) -> list[str]:
    """Clients, leads and distributors, each with a contact and perhaps a credit limit."""
    there = {sort: by(cast.admin, f"/api/crm/{sort}s", "external_ref") for sort in ("client", "distributor")}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        registered = pool.map(lambda company: register(cast, company, there[sort_of(company)]), COMPANIES)
        return [version for versions in registered for version in versions]


def sort_of(company: Company) -> str:
    """Under which address crm keeps it."""
    return "distributor" if company.role == "distributor" else "client"


def register(cast: Cast, company: Company, there: dict[str, str]) -> list[str]:
    """One of them; the versions that were published."""
    at, id = f"/api/crm/{sort_of(company)}s", there.get(company.ref, "")
    versions: list[str] = []
    if not id:
        answer = cast.admin.post(at, introduction(cast, company), key=f"demo-party-{company.ref}")
        id, versions = answer.body["id"], answer.written
    cast.ids[company.ref] = id
    if not cast.admin.read(f"{at}/{id}/contacts"):
        name, title, phone = company.contact
        contact = {"name": name, "title": title, "email": mail_of(name, company.name), "phone": phone}
        cast.admin.post(f"{at}/{id}/contacts", contact, key=f"demo-contact-{company.ref}")
    if company.limit:
        cast.admin.settled(["/api/billing/invoices"], versions)
        limit_credit(cast.admin, id, company.limit)
    return versions


def mail_of(name: str, company: str) -> str:
    """The address of somebody at a company: astrid.nyman@norrland.example."""
    first, *_, last = _plain(name).split()
    return f"{first}.{last}@{_plain(company).split()[0]}.example"


def _plain(text: str) -> str:
    """Small letters without accents."""
    return "".join(each for each in normalize("NFD", text.lower()) if not combining(each))


def introduction(cast: Cast, company: Company) -> dict[str, object]:
    """What crm is told about a party."""
    address = {"name": company.name, "city": company.city, "country": company.country}
    body: dict[str, object] = {
        "name": company.name,
        "territory": company.territory,
        "owner_id": cast.ids[company.seller],
        "industry": company.industry,
        "segment": company.segment,
        "external_ref": company.ref,
        "language": "de" if company.territory == GERMAN else None,
        "shipping_address": address,
    }
    return body if company.role == "distributor" else {**body, "role": company.role}


def limit_credit(admin: BlockingApiClient, client_id: str, amount: str) -> None:
    """Set a limit where nobody has decided yet."""
    if admin.read(f"/api/billing/credit/{client_id}")["version"] == 0:
        limit = {"limit": {"amount": amount, "currency": "EUR"}}
        admin.change(f"/api/billing/credit/{client_id}", limit, "PUT")


def count_stock(cast: Cast) -> None:
    """The first count, of what nobody has counted yet."""
    counted = by(cast.admin, "/api/fulfillment/stock", "number")
    for item in ITEMS:
        if item.stock and item.number not in counted:
            body = {"quantity": str(item.stock), "reference": "Opening stock"}
            at = f"/api/fulfillment/stock/{cast.ids[item.number]}/receive"
            cast.admin.post(at, body, key=f"demo-stock-{item.number}")


def by(api: BlockingApiClient, path: str, name: str) -> dict[str, str]:
    """Ids of all items of a list by one of their columns; items without a value are left out."""
    return {item[name]: item["id"] for item in api.rows(path, cols=f"id,{name}") if item[name]}
