"""The access matrix: every operation × every role × {own, team, other team, other territory}.

It is generated from the running stack's description; an operation that it does not know fails it.
"""

import asyncio
import csv
import io
import re
import zipfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest
from deals import ROLES, SCOPED_LISTS, Deals, all_rows, holds
from matrix import COMMON_LISTS, ENDLESS, PUBLIC, REPORTS, SIGNED_IN, Operation, operations_of

from chassis.http import UUID
from chassis.testing import Person
from contracts.messages import streams
from contracts.reading import OPENED_BY, PRICE_LIMITS
from contracts.remembered import Kind

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
AT_ONCE = 12
UNTRACED = ("client", "distributor", "unit", "shipment", "ticket")  # no documents of a deal of their own
COLLEAGUES = ("mate", "rival", "stranger")  # own team, other team, other territory


@dataclass
class World:
    """The company, its deals and all operations of its description."""

    deals: Deals
    operations: list[Operation]

    @property
    def guarded(self) -> list[Operation]:
        """Operations that need a permission."""
        return [one for one in self.operations if one.permission not in (None, SIGNED_IN)]

    def relations(self, role: str, operation: Operation) -> list[str]:
        """Owners whose documents the role is tried on: all four places, where there are documents."""
        if not operation.owned:
            return ["mate"]
        return [role, *COLLEAGUES]


@pytest.fixture(scope="module")
async def world(deals: Deals) -> World:
    """The company with its operations, sorted."""
    description = await deals.described()
    return World(deals, list(operations_of(description)))


async def failures(cells: Iterable[Callable[[], Awaitable[str]]]) -> tuple[int, list[str]]:
    """Try all cells, some at once; how many there were and what is wrong with them."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def tried(cell: Callable[[], Awaitable[str]]) -> str:
        async with gate:
            return await cell()

    wrong = await asyncio.gather(*(tried(cell) for cell in cells))
    return len(wrong), [each for each in wrong if each]


def said(operation: Operation, who: str, owner: str, answer: httpx2.Response) -> str:
    """One wrong cell in words."""
    return f"{operation} as {who} on {owner}: {answer.status_code} {answer.text[:150]}"


async def test_only_what_is_meant_to_be_public_is_public(world: World) -> None:
    assert {str(one) for one in world.operations if one.permission is None} == PUBLIC


async def test_nothing_else_opens_without_a_token(world: World) -> None:
    async with world.deals.company.client() as nobody:

        async def cell(operation: Operation) -> str:
            address = operation.address(world.deals, "mate")
            answer = await nobody.request(operation.method, address, **operation.request())
            return "" if answer.status_code == 401 else said(operation, "nobody", "mate", answer)

        closed = [one for one in world.operations if str(one) not in PUBLIC]
        count, wrong = await failures([lambda one=one: cell(one) for one in closed])
    assert not wrong, "\n".join(wrong)
    assert count == len(world.operations) - len(PUBLIC)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_without_the_permission_is_refused_whosever_it_is(world: World, role: str) -> None:
    person = world.deals.people[role]

    async def cell(operation: Operation, owner: str, whole: bool) -> str:
        address = operation.address(world.deals, owner)
        request = operation.request(whole=whole)
        answer = await person.client.request(operation.method, address, **request)
        return "" if answer.status_code == 403 else said(operation, role, owner, answer)

    _, wrong = await failures(
        [
            lambda one=one, owner=owner, whole=whole: cell(one, owner, whole)
            for one in world.guarded
            if not holds(role, one.permission or "")
            for owner in world.relations(role, one)
            for whole in ((True, False) if one.body else (True,))
        ]
    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
async def test_a_permission_reaches_as_far_as_the_role(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]

    async def cell(operation: Operation, owner: str) -> str:
        kind = operation.kinds[0]
        if deals.reaches(role, owner, kind):
            return await _within(person, operation, deals, role, owner)
        return await _beyond(person, operation, deals, role, owner)

    _, wrong = await failures(
        [
            lambda one=one, owner=owner: cell(one, owner)
            for one in world.guarded
            if one.owned and holds(role, one.permission or "")
            for owner in world.relations(role, one)
        ]
    )
    assert not wrong, "\n".join(wrong)


async def _within(person: Person, operation: Operation, deals: Deals, role: str, owner: str) -> str:
    """Reads answer; a change is stopped by its stale version only, so that nothing changes."""
    address = operation.address(deals, owner)
    answer = await person.client.request(operation.method, address, **operation.request())
    stale = 412 if "If-Match" in operation.headers else 201
    fine = answer.status_code == (200 if operation.method == "GET" else stale)
    return "" if fine else said(operation, role, owner, answer)


async def _beyond(person: Person, operation: Operation, deals: Deals, role: str, owner: str) -> str:
    """404 even with the right version, and the same words as for what does not exist."""
    version = '"v1"'
    if "If-Match" in operation.headers:
        at = Operation("GET", operation.detail, None, frozenset(), None, False, operation.kinds, True)
        version = (await deals.admin.get(at.address(deals, owner))).headers["ETag"]
    address = operation.address(deals, owner)
    answer = await person.client.request(operation.method, address, **operation.request(version))
    fine = answer.status_code == 404 and answer.json()["type"] == "urn:saleswire:problem:not-found"
    return "" if fine else said(operation, role, owner, answer)


@pytest.mark.parametrize("role", ROLES)
async def test_what_belongs_to_nobody_needs_the_permission_only(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]

    async def cell(operation: Operation) -> str:
        address = operation.address(deals, "mate")
        request = operation.request(whole=False)
        answer = await person.client.request(operation.method, address, **request)
        refused = answer.status_code in (401, 403) or answer.status_code >= 500
        return said(operation, role, "nobody's", answer) if refused else ""

    _, wrong = await failures(
        [
            lambda one=one: cell(one)
            for one in world.guarded
            if not one.owned and one.path not in ENDLESS and holds(role, one.permission or "")
        ]
    )
    assert not wrong, "\n".join(wrong)


def ids_in(workbook: bytes) -> set[str]:
    """Ids that stand in the sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return set(re.findall(UUID, book.read("xl/worksheets/sheet1.xml").decode()))


@pytest.mark.parametrize("role", ROLES)
async def test_lists_totals_and_exports_hold_what_is_in_reach_and_nothing_else(
    world: World, role: str
) -> None:
    deals, person = world.deals, world.deals.people[role]
    tried = 0
    for kind, path in SCOPED_LISTS.items():
        (listing,) = [one for one in world.operations if str(one) == f"GET {path}"]
        if not holds(role, listing.permission or ""):
            continue
        expected = {id for owner, id in deals.ids[kind].items() if deals.reaches(role, owner, kind)}
        assert {row["id"] for row in await all_rows(person, path, cols="id")} == expected, path
        for part in ("totals", "groups"):
            assert (await person.get(f"{path}/{part}")).json()["count"] == len(expected), path
        export = (await person.get(f"{path}/export.csv", params={"cols": "id"})).content
        assert {row["Id"] for row in csv.DictReader(io.StringIO(export.decode("utf-8-sig")))} == expected, (
            path
        )
        workbook = await person.get(f"{path}/export.xlsx", params={"cols": "id"})
        assert workbook.headers["x-row-count"] == str(len(expected)), path
        assert ids_in(workbook.content) == expected, path
        tried += 1
    assert tried > 0


SOUGHT = {  # by words that every record of the kind holds; others hold their client's name
    "distributor": "distributor",
    "job_order": "sensor",
    "purchase_request": "sensor",
    "service_order": "calibration",
}


@pytest.mark.parametrize("role", ROLES)
async def test_the_search_finds_what_is_in_reach_and_nothing_else(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]

    async def found(kind: str, words: str) -> set[str]:
        asked = {"q": words, "kinds": kind.replace("_", "-"), "limit": 50}
        return {hit["id"] for hit in (await person.get("/api/search", params=asked)).json()["items"]}

    for kind in sorted(SCOPED_LISTS.keys() & {known.replace("-", "_") for known in Kind}):
        (listing,) = [one for one in world.operations if str(one) == f"GET {SCOPED_LISTS[kind]}"]
        may = holds(role, listing.permission or "")
        expected = {id for owner, id in deals.ids[kind].items() if may and deals.reaches(role, owner, kind)}
        assert await found(kind, SOUGHT.get(kind, "client")) == expected, kind
    contacts = [*deals.ids["contact"].items(), *deals.ids["distributor_contact"].items()]
    reached = {id for owner, id in contacts if holds(role, "crm.read") and deals.reaches(role, owner)}
    assert await found("contact", "klara") == reached


@pytest.mark.parametrize("role", ROLES)
async def test_reports_count_what_is_in_reach_and_nothing_else(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]
    if not holds(role, "reports.read"):
        assert {(await person.get(path)).status_code for path in REPORTS} == {403}
        return
    mine = {owner for owner in deals.owners if deals.reaches(role, owner)}
    statuses = (await person.get("/api/reports/statuses")).json()
    quotes = sum(row["documents"] for row in statuses if row["kind"] == "quote")
    sales = (await person.get("/api/reports/sales", params={"by": "client", "period": "all"})).json()
    funnel = (await person.get("/api/reports/funnel", params={"period": "all"})).json()
    assert quotes == len(mine)
    assert {row["label"] for row in sales["rows"]} == {f"client of {owner}" for owner in mine}
    assert {row["documents"] for row in funnel["rows"] if row["stage"] == "quoted"} <= {len(mine)}


@pytest.mark.parametrize("role", [role for role in ROLES if ROLES[role][0] != "all"])
async def test_what_is_out_of_reach_cannot_be_named_in_something_of_ones_own(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]
    beyond = [owner for owner in deals.owners if not deals.reaches(role, owner)]
    assert beyond
    for owner in beyond:
        attempts = await _attempts(person, deals, role, deals.ids["client"][owner], owner)
        assert [answer.status_code for answer in attempts] == [422] * 4 + [404] * 5, attempts
        absent = await _attempts(person, deals, role, str(uuid4()), owner)
        assert [answer.json()["type"] for answer in attempts] == [answer.json()["type"] for answer in absent]


async def _attempts(
    person: Person, deals: Deals, role: str, client_id: str, owner: str
) -> list[httpx2.Response]:
    """Name somebody else's client, quote, contact and document in something of one's own."""
    asked = {"client_id": client_id, "lines": [{"product_id": deals.common["device"], "quantity": "1"}]}
    number = deals.numbers[owner]
    return [
        await person.post("/api/quotes", asked),
        await person.post("/api/orders", asked),
        await person.post("/api/tickets", {"subject": "Whose?", "client_id": client_id}),
        await person.post("/api/tickets", {"subject": "Whose?", "order": deals.ids["order"][owner]}),
        await person.post("/api/orders", {"quote_id": deals.ids["quote"][owner]}),
        await person.post("/api/orders", {"quote_number": number}),
        await person.get("/api/orders/prefill", params={"quote_number": number}),
        await person.get(
            f"/api/crm/clients/{deals.ids['client'][role]}/contacts/{deals.ids['contact'][owner]}"
        ),
        await person.get(f"/api/orders/{deals.ids['order'][role]}/documents/{deals.ids['document'][owner]}"),
    ]


@pytest.mark.parametrize("role", [role for role in ROLES if holds(role, "trace.read")])
async def test_a_deal_is_traced_from_any_of_its_documents_by_those_who_reach_it(
    world: World, role: str
) -> None:
    deals, person = world.deals, world.deals.people[role]
    kinds = [kind for kind in SCOPED_LISTS if kind not in UNTRACED]
    for kind in kinds:
        for owner in deals.owners:
            status = (await person.get(f"/api/trace/{deals.ids[kind][owner]}")).status_code
            assert status == (200 if deals.reaches(role, owner) else 404), f"{kind} of {owner}"


@pytest.mark.parametrize("role", [role for role in ROLES if holds(role, "trace.read")])
async def test_the_events_of_a_trace_are_open_to_those_who_may_read_their_documents(
    world: World, role: str
) -> None:
    deals, person = world.deals, world.deals.people[role]
    closed = {
        field for permission, fields in OPENED_BY.items() if not holds(role, permission) for field in fields
    }
    deal = f"/api/trace/{deals.ids['order'][role]}"
    seen = set()
    for event in (await person.get(deal)).json()["events"]:
        may = holds(role, streams()[event["kind"]].opens)
        answer = await person.get(f"{deal}/events/{event['id']}")
        assert answer.status_code == 200
        assert (bool(event["body"]), bool(answer.json()["data"])) == (may, may), event["name"]
        assert fields_in(answer.json()["data"]).isdisjoint(closed), event["name"]
        seen.add(event["kind"])
    assert {"quote", "order", "credit", "delivery-order", "invoice"} <= seen


def fields_in(document: object) -> set[str]:
    """Names of all fields that say something, at any depth."""
    if isinstance(document, list):
        return set().union(*map(fields_in, document))
    if not isinstance(document, dict):
        return set()
    told = {name for name, value in document.items() if value not in (None, [], {})}
    return told.union(*map(fields_in, document.values()))


@pytest.mark.parametrize("role", ROLES)
async def test_all_four_places_have_documents_and_lie_where_they_are_said_to(world: World, role: str) -> None:
    here, *there = [world.deals.places[owner] for owner in (role, *COLLEAGUES)]
    teams, territories = (
        [one.team == here.team for one in there],
        [one.territory == here.territory for one in there],
    )
    assert (teams, territories) == ([True, False, False], [True, True, False])
    for one in world.operations:
        for kind in one.kinds if one.owned else ():
            assert {role, *COLLEAGUES} <= set(world.deals.ids[kind]), f"{one} as {role}: {kind}"


@pytest.mark.parametrize("role", [role for role in ROLES if holds(role, "orders.read")])
async def test_an_order_shows_what_its_client_pays_to_those_who_may_see_it(world: World, role: str) -> None:
    deals, person = world.deals, world.deals.people[role]
    may = holds(role, "orders.prices")
    order = (await person.get(f"/api/orders/{deals.ids['order'][role]}")).json()
    assert (order["totals"] is not None) == may
    assert {line["item"]["unit_price"] is not None for line in order["lines"]} == {may}
    assert ("gross" in (await person.get("/api/orders")).json()["items"][0]) == may


def test_no_list_is_both_scoped_and_common() -> None:
    assert not COMMON_LISTS & set(SCOPED_LISTS.values())


async def test_limits_of_prices_may_be_null_or_missing_in_every_answer(world: World) -> None:
    description = await world.deals.described()
    asked = re.compile("AskedPrice|IssuePriceList")
    for name, schema in description["components"]["schemas"].items():
        for field in OPENED_BY[PRICE_LIMITS] & schema.get("properties", {}).keys():
            if not asked.search(name):
                told = str(schema["properties"][field])
                assert "null" in told or field not in schema.get("required", ()), f"{name}.{field}"
