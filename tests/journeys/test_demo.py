"""The demo: its story is complete and exact, may be told again, and survives the death of any process."""

import asyncio
import io
import json
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from generating import python_client, run, typescript_client
from rich.console import Console
from stack import Company

from chassis.testing import until
from client import BlockingApiClient
from saleswire.places import SERVICES
from saleswire.venues import venue_of
from samples.demo import telling
from samples.demo.company import Cast
from samples.demo.facts import COMPANIES, DEALS, ITEMS, PEOPLE
from samples.demo.story import MAIN_STORY, TWICE, Story
from samples.venue import ADMINISTRATOR, Venue

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
DEATHS = (  # who is killed before which part of a story; together every kind of process that takes part
    {"offer": "gateway", "agree": "quotes", "bind": "orders", "supply": "fulfillment", "ship": "reporting"},
    {"offer": "catalog", "agree": "crm", "bind": "billing", "supply": "production", "ship": "accounting"},
    {"bind": "identity", "ship": "preloaded"},
)


@dataclass
class Demo:
    """A stack on which the demo was told once."""

    company: Company
    cast: Cast
    output: str
    code: int

    @property
    def written(self) -> dict[str, Any]:
        """demo.json."""
        return dict(json.loads((self.company.place.state / "demo.json").read_text()))

    async def get(self, path: str, **query: str) -> Any:
        """Read as the administrator."""
        return await asyncio.to_thread(self.cast.admin.read, path, **query)

    async def tell(self, story: Story) -> dict[str, str]:
        """The deal of a story that was told in full."""
        return await asyncio.to_thread(story.tell)

    def kill(self, name: str) -> None:
        """kill -9 of one process of the stack."""
        os.kill(self.company.supervisor.record.components[name].pid, signal.SIGKILL)


@pytest.fixture(scope="module")
async def demo(told_demo: tuple[Company, str, int]) -> Demo:
    """The whole stack after `saleswire demo`."""
    company, output, code = told_demo
    cast = everybody(venue_of(company.place))
    for path, name in (("/api/identity/people", "username"), ("/api/catalog/products", "number")):
        cast.ids |= {row[name]: row["id"] for row in await asyncio.to_thread(cast.admin.rows, path)}
    return Demo(company, cast, output, code)


def everybody(venue: Venue) -> Cast:
    """The people of the demo, who sign in when they are needed."""
    secrets = telling.secrets_of(venue)
    people = {name: BlockingApiClient(venue.origin, name, secret) for name, secret in secrets.items()}
    return Cast(BlockingApiClient(venue.origin, ADMINISTRATOR, venue.secret("administrator")), people)


async def complete(demo: Demo, deal: dict[str, str]) -> dict[str, Any]:
    """The deal's trace: the main story, with what two invoices say twice, and nothing left to happen."""
    trace = await demo.get(f"/api/trace/{deal['invoice']}")
    counts = Counter(event["name"] for event in trace["events"])
    assert {name: counts[name] for name in MAIN_STORY} == {name: 1 + (name in TWICE) for name in MAIN_STORY}
    assert trace["why_not_yet"] == []
    assert (await demo.get(f"/api/orders/{deal['order']}"))["status"] == "closed"
    return trace


@pytest.mark.feature("PH-G-04")
async def test_the_story_is_told_to_its_end(demo: Demo) -> None:
    assert demo.code == 0, demo.output
    deal = demo.written["deal"]
    trace = await complete(demo, deal)
    assert trace["correlation_id"] == deal["correlation"] == deal["quote"]
    for kind in ("quote", "order", "delivery_order", "service_order", "invoice"):
        assert (await demo.get(f"/api/trace/{deal[kind]}"))["events"] == trace["events"]
        assert deal[f"{kind}_number"] in demo.output


async def test_quote_order_invoices_and_payments_come_to_the_same_amount(demo: Demo) -> None:
    deal = demo.written["deal"]
    quote = await demo.get(f"/api/quotes/{deal['quote']}")
    order = await demo.get(f"/api/orders/{deal['order']}")
    ids = deal["invoice"], deal["service_invoice"]
    invoices = [await demo.get(f"/api/billing/invoices/{id}") for id in ids]
    payments = [each for id in ids for each in await demo.get(f"/api/billing/invoices/{id}/payments")]
    gross = Decimal(quote["totals"]["gross"])
    assert Decimal(order["totals"]["gross"]) == gross
    assert sum(Decimal(invoice["totals"]["gross"]) for invoice in invoices) == gross
    assert sum(Decimal(payment["amount"]["amount"]) for payment in payments) == gross
    assert [Decimal(invoice["open_amount"]) for invoice in invoices] == [0, 0]


async def test_who_acted_stands_behind_the_reactions_too(demo: Demo) -> None:
    trace = await demo.get(f"/api/trace/{demo.written['deal']['order']}")
    names = {event["name"]: event["actor_name"] for event in trace["events"]}
    assert names["OrderDrafted"] == names["CreditGranted"] == "Marco Keller"
    assert names["InvoiceIssued"] == "Pavel Novak"
    assert names["PaymentReceived"] == ""  # accounting is nobody of ours
    reported = {event["name"]: event["reported_by"] for event in trace["events"] if event["reported_by"]}
    assert reported == {"PaymentReceived": "accounting", "JobOrderCompleted": "production"}


async def test_every_device_left_with_a_serial_number(demo: Demo) -> None:
    units = await demo.get(f"/api/orders/{demo.written['deal']['order']}/units")
    assert Counter(unit["product_number"] for unit in units) == {"TS-110": 12, "GW-700": 2}


@pytest.mark.feature("PH-Q-10")
async def test_lists_show_deals_in_every_state(demo: Demo) -> None:
    quotes = (await demo.get("/api/quotes", limit="200"))["items"]
    orders = (await demo.get("/api/orders", limit="200"))["items"]
    invoices = (await demo.get("/api/billing/invoices", limit="200"))["items"]
    assert {"draft", "sent", "declined", "accepted"} <= {quote["status"] for quote in quotes}
    assert {"draft", "pending", "released", "invoiced", "closed"} <= {order["status"] for order in orders}
    assert {"granted", "refused"} <= {order["credit"] for order in orders}
    assert {"open", "paid"} <= {invoice["status"] for invoice in invoices}
    jobs = (await demo.get("/api/fulfillment/job-orders", status="open"))["items"]
    assert [job["product_number"] for job in jobs] == ["VS-320"]


async def test_services_are_performed_and_one_waits_for_its_rest(demo: Demo) -> None:
    found = (await demo.get("/api/fulfillment/service-orders"))["items"]
    (waiting,) = [service for service in found if service["status"] == "open"]
    assert (waiting["product_number"], Decimal(waiting["performed"])) == ("SV-CAL", 12)
    order = await demo.get(f"/api/orders/{waiting['order_id']}")
    assert order["status"] == "partially_shipped"


async def test_the_sign_ins_are_good_and_for_their_owner_alone(demo: Demo) -> None:
    file = demo.company.place.state / "demo.json"
    assert file.stat().st_mode & 0o777 == 0o600
    for person in demo.written["people"]:
        await demo.company.token(person["username"], person["password"])


async def test_told_again_it_is_a_new_deal_in_the_same_company(demo: Demo) -> None:
    first = demo.written["deal"]
    console = Console(file=io.StringIO(), width=140)
    assert await asyncio.to_thread(telling.run, venue_of(demo.company.place), console) == 0
    second = demo.written["deal"]
    assert first["order"] != second["order"]
    await complete(demo, second)
    counts = {
        "/api/identity/people": len(PEOPLE) + 1,
        "/api/catalog/products": len(ITEMS),
        "/api/crm/distributors": sum(company.role == "distributor" for company in COMPANIES),
    }
    for path, count in counts.items():
        assert len((await demo.get(path, limit="200"))["items"]) == count
    known = (await demo.get("/api/crm/clients", limit="200", **{"external_ref.has": "DEMO-"}))["items"]
    assert len(known) == sum(company.role != "distributor" for company in COMPANIES)
    earlier = (await demo.get("/api/quotes", limit="200", **{"external_ref.has": "DEMO-"}))["items"]
    assert sorted(quote["external_ref"] for quote in earlier) == [deal.ref for deal in DEALS]


async def described(demo: Demo) -> dict[str, Any] | None:
    """The description as it is served, once every service has given its part."""
    description: dict[str, Any] = await demo.get("/api/openapi.json")
    described = {
        operation["operationId"].partition(".")[0]
        for path in description["paths"].values()
        for operation in path.values()
    }
    return description if described == {*SERVICES, "gateway"} else None


async def closed(demo: Demo, order: str) -> bool:
    """Whether the trace has the deal's last event; it is a moment behind the order."""
    trace = await demo.get(f"/api/trace/{order}")
    return any(event["name"] == "OrderClosed" for event in trace["events"])


@pytest.mark.parametrize("made", [python_client, typescript_client])
async def test_a_client_made_of_the_description_takes_a_deal_to_its_payment(
    demo: Demo, made: Callable[[Path, Path], Awaitable[list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(await until(lambda: described(demo), 60)))
    secrets = {person["username"]: person["password"] for person in demo.written["people"]}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    (client,) = (await demo.get("/api/crm/clients", external_ref="DEMO-C5"))["items"]
    deal = await made(tmp_path / "openapi.json", tmp_path)
    ids = client["id"], demo.cast.ids["TS-110"]
    order = await run([*deal, demo.company.origin, str(tmp_path / "secrets.json"), *ids], tmp_path)
    await until(lambda: closed(demo, order))
    events = Counter(event["name"] for event in (await demo.get(f"/api/trace/{order}"))["events"])
    assert events["InvoiceIssued"] == events["PaymentReceived"] == events["OrderClosed"] == 1


@pytest.mark.parametrize("deaths", DEATHS, ids=lambda deaths: "-".join(deaths.values()))
async def test_the_story_is_complete_although_processes_are_killed(
    demo: Demo, deaths: Mapping[str, str]
) -> None:
    story = Story(demo.cast, Console(file=io.StringIO(), width=140))
    for part, victim in deaths.items():
        setattr(story, part, after_the_death(demo, victim, getattr(story, part)))
    await complete(demo, await demo.tell(story))


def after_the_death(demo: Demo, victim: str, part: Callable[[], None]) -> Callable[[], None]:
    """The part of a story, begun when this one was just killed."""

    def told() -> None:
        demo.kill(victim)
        part()

    return told
