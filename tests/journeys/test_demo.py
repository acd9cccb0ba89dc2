"""The demo: its story is complete and exact, may be told again, and survives the death of any process."""

import asyncio
import io
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from generating import python_client, run, typescript_client
from rich.console import Console
from stack import Company, running_stack

from chassis.testing import until
from gateway.settings import ROUTES
from saleswire.demo import telling
from saleswire.demo.client import Api
from saleswire.demo.company import Cast
from saleswire.demo.facts import COMPANIES, DEALS, ITEMS, PEOPLE
from saleswire.demo.story import MAIN_STORY, Story
from saleswire.passwords import password

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
DEATHS = (  # who is killed, and before which part of the story
    ("gateway", "offer"),
    ("catalog", "offer"),
    ("quotes", "agree"),
    ("crm", "agree"),
    ("orders", "bind"),
    ("billing", "bind"),
    ("identity", "bind"),
    ("fulfillment", "supply"),
    ("production", "supply"),
    ("reporting", "ship"),
    ("accounting", "ship"),
    ("preloaded", "ship"),
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
        return await asyncio.to_thread(self.cast.admin.get, path, query)

    async def tell(self, story: Story) -> dict[str, str]:
        """The deal of a story that was told in full."""
        return await asyncio.to_thread(story.tell)

    def kill(self, name: str) -> None:
        """kill -9 of one process of the stack."""
        os.kill(self.company.supervisor.record.components[name].pid, signal.SIGKILL)


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Demo]:
    """The whole stack, the reference consumers too, after `saleswire demo`."""
    async with running_stack() as company:
        output = io.StringIO()
        code = await asyncio.to_thread(telling.run, company.place, Console(file=output, width=140))
        secrets = telling.secrets_of(company.place)
        admin = Api(company.origin, "admin", password(company.place.state, "administrator"))
        cast = Cast(admin, {p.username: Api(company.origin, p.username, secrets[p.username]) for p in PEOPLE})
        for path, name in (("/api/identity/people", "username"), ("/api/catalog/products", "number")):
            items = (await asyncio.to_thread(admin.get, path, {"limit": "200"}))["items"]
            cast.ids |= {item[name]: item["id"] for item in items}
        yield Demo(company, cast, output.getvalue(), code)


async def complete(demo: Demo, deal: dict[str, str]) -> dict[str, Any]:
    """The deal's trace, in which every event of the main story stands once and nothing is left to happen."""
    trace = await demo.get(f"/api/trace/{deal['invoice']}")
    counts = Counter(event["name"] for event in trace["events"])
    assert {name: counts[name] for name in MAIN_STORY} == dict.fromkeys(MAIN_STORY, 1)
    assert trace["why_not_yet"] == []
    assert (await demo.get(f"/api/orders/{deal['order']}"))["status"] == "closed"
    return trace


async def test_the_story_is_told_to_its_end(demo: Demo) -> None:
    assert demo.code == 0, demo.output
    deal = demo.written["deal"]
    trace = await complete(demo, deal)
    assert trace["correlation_id"] == deal["correlation"] == deal["quote"]
    for kind in ("quote", "order", "delivery_order", "invoice"):
        assert (await demo.get(f"/api/trace/{deal[kind]}"))["events"] == trace["events"]
        assert deal[f"{kind}_number"] in demo.output


async def test_quote_order_invoice_and_payment_come_to_the_same_amount(demo: Demo) -> None:
    deal = demo.written["deal"]
    quote = await demo.get(f"/api/quotes/{deal['quote']}")
    order = await demo.get(f"/api/orders/{deal['order']}")
    invoice = await demo.get(f"/api/billing/invoices/{deal['invoice']}")
    (payment,) = await demo.get(f"/api/billing/invoices/{deal['invoice']}/payments")
    amounts = [Decimal(each["totals"]["gross"]) for each in (quote, order, invoice)]
    assert {*amounts, Decimal(payment["amount"]["amount"])} == {amounts[0]}
    assert Decimal(invoice["open_amount"]) == 0


async def test_who_acted_stands_behind_the_reactions_too(demo: Demo) -> None:
    trace = await demo.get(f"/api/trace/{demo.written['deal']['order']}")
    names = {event["name"]: event["actor_name"] for event in trace["events"]}
    assert names["OrderDrafted"] == names["CreditGranted"] == "Marco Keller"
    assert names["InvoiceIssued"] == "Pavel Novak"
    assert names["PaymentReceived"] == ""  # accounting is nobody of ours


async def test_every_device_left_with_a_serial_number(demo: Demo) -> None:
    units = await demo.get(f"/api/orders/{demo.written['deal']['order']}/units")
    assert Counter(unit["product_number"] for unit in units) == {"TS-110": 12, "GW-700": 2}


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


async def test_the_sign_ins_are_good_and_for_their_owner_alone(demo: Demo) -> None:
    file = demo.company.place.state / "demo.json"
    assert file.stat().st_mode & 0o777 == 0o600
    for person in demo.written["people"]:
        await demo.company.token(person["username"], person["password"])


async def test_told_again_it_is_a_new_deal_in_the_same_company(demo: Demo) -> None:
    first = demo.written["deal"]
    console = Console(file=io.StringIO(), width=140)
    assert await asyncio.to_thread(telling.run, demo.company.place, console) == 0
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
    paths = [f"{path}/" for path in description["paths"]]
    whole = all(any(path.startswith(f"{prefix}/") for path in paths) for prefix in ROUTES)
    return description if whole else None


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


@pytest.mark.parametrize(("victim", "part"), DEATHS)
async def test_the_story_is_complete_although_a_process_is_killed(demo: Demo, victim: str, part: str) -> None:
    story = Story(demo.cast, Console(file=io.StringIO(), width=140))
    telling_it = getattr(story, part)

    def after_its_death() -> None:
        demo.kill(victim)
        telling_it()

    setattr(story, part, after_its_death)
    await complete(demo, await demo.tell(story))
