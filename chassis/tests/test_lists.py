"""Lists: one grammar, pages that neither skip nor repeat, exports that run no formulas."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.lists import Column, guarded
from chassis.lists.cells import readable
from chassis.lists.grammar import Asker, parse
from chassis.lists.keyset import order_by, read_cursor, regions
from chassis.lists.pages import context, money, page
from chassis.tests.web import NOTES, NoteStatus, Web, client, note, web
from chassis.work.work import Work
from contracts.event import new_id

__all__ = ["client", "web"]

INSERT = """INSERT INTO note (id, version, correlation_id, text, status, owner_id, client_id, amount,
    currency, created_at) VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9)"""


async def put(
    web: Web,
    text: str,
    *,
    owner: UUID | None = None,
    amount: str | None = None,
    currency: str = "EUR",
    status: str = "open",
    created: datetime | None = None,
    version: int = 1,
    client_id: UUID | None = None,
) -> str:
    id = new_id()
    value = None if amount is None else Decimal(amount)
    when = created or datetime(2026, 3, 1, tzinfo=UTC)
    await web.sql(INSERT, id, version, text, status, owner or new_id(), client_id, value, currency, when)
    return str(id)


async def texts(client: AsyncClient, **parameters: str) -> list[str]:
    answer = await client.get("/api/notes", params=parameters)
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"]]


@pytest.fixture
async def three(web: Web) -> None:
    await put(web, "Bäcker", amount="100", created=datetime(2026, 1, 1, 12, tzinfo=UTC))
    await put(web, "baker & son", amount="-5.5", currency="USD", status="closed", version=2)
    await put(web, "100% cotton_wool\\", created=datetime(2026, 12, 31, 22, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"status": "closed"}, {"baker & son"}),
        ({"status": "closed,open"}, {"Bäcker", "baker & son", "100% cotton_wool\\"}),
        ({"status.ne": "open"}, {"baker & son"}),
        ({"amount.gte": "100"}, {"Bäcker"}),
        ({"amount.lt": "0"}, {"baker & son"}),
        ({"amount.ne": "100"}, {"baker & son", "100% cotton_wool\\"}),
        ({"version.gt": "1"}, {"baker & son"}),
        ({"text.has": "BÄCK"}, {"Bäcker"}),
        ({"text.has": "back"}, {"Bäcker"}),
        ({"text.has": "baker  &\u00a0Son"}, {"baker & son"}),
        ({"text.has": "%"}, {"100% cotton_wool\\"}),
        ({"text.has": "_"}, {"100% cotton_wool\\"}),
        ({"text.has": "\\"}, {"100% cotton_wool\\"}),
        ({"text.has": "n_w"}, {"100% cotton_wool\\"}),
        ({"text.has": "c_tton"}, set()),
        ({"q": "son BAKER"}, {"baker & son"}),
        ({"q": "0%"}, {"100% cotton_wool\\"}),
        ({"created_at": "2026-01-01"}, {"Bäcker"}),
        ({"created_at": "2026-12-31"}, {"100% cotton_wool\\"}),
        ({"created_at.gt": "2026-12-31"}, set()),
        ({"created_at.lte": "2026-01-01"}, {"Bäcker"}),
        ({"created_at.lt": "2026-01-01T12:00:00Z"}, set()),
        ({"created_at.gte": "2026-12-31T23:59:00+01:00"}, {"100% cotton_wool\\"}),
        ({"created_at": "2026-01-01,2026-12-31"}, {"Bäcker", "100% cotton_wool\\"}),
        ({"amount.empty": "true"}, {"100% cotton_wool\\"}),
        ({"amount.empty": "false"}, {"Bäcker", "baker & son"}),
        ({"text.empty": "true"}, set()),
    ],
)
async def test_filters_find_what_they_say(
    client: AsyncClient, three: None, parameters: dict[str, str], expected: set[str]
) -> None:
    assert set(await texts(client, **parameters)) == expected


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"colour": "red"}, "text, status"),
        ({"text.gt": "a"}, "text.has"),
        ({"text.": "a"}, "text.has"),
        ({"status": "lost"}, "open, closed"),
        ({"amount.gt": "1e3"}, "money"),
        ({"amount.gt": "1" * 16}, "money"),
        ({"amount.gt": "NaN"}, "money"),
        ({"version": "1.0"}, "int"),
        ({"version": "٣"}, "int"),
        ({"id": "1"}, "uuid"),
        ({"created_at.gt": "2026-01-01T00:00:00"}, "offset"),
        ({"created_at": "9999-12-31"}, "time"),
        ({"created_at.gt": "someday"}, "time"),
        ({"amount.empty": "maybe"}, "true or false"),
        ({"version.empty": "true"}, "version.gt"),
        ({"text": "me", "client_id": "me"}, "uuid"),
        ({"sort": "colour"}, "created_at"),
        ({"sort": "text,-text"}, "once"),
        ({"sort": ""}, "created_at"),
        ({"cols": "text,colour"}, "client_id"),
        ({"limit": "0"}, "200"),
        ({"limit": "201"}, "200"),
        ({"limit": "ten"}, "200"),
        ({"q": " "}, "words"),
        ({"q": "\u200b"}, "words"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "é.ü"}, "cursor"),
        ({"cursor": ""}, "cursor"),
    ],
)
async def test_what_is_not_known_is_refused_with_what_is(
    client: AsyncClient, parameters: dict[str, str], said: str
) -> None:
    answer = await client.get("/api/notes", params=parameters)
    assert answer.status_code == 400, answer.text
    assert said in answer.json()["detail"]


async def test_days_in_words_are_those_of_the_day_on_which_somebody_asks(
    web: Web, client: AsyncClient
) -> None:
    now = datetime.now(UTC)
    for text, days in (("now", 0), ("a week ago", 7), ("next week", -7)):
        await put(web, text, created=now - timedelta(days=days))
    assert await texts(client, created_at="today") == ["now"]
    assert set(await texts(client, **{"created_at.lt": "today"})) == {"a week ago"}
    assert set(await texts(client, **{"created_at.gte": "today"})) == {"now", "next week"}
    assert set(await texts(client, **{"created_at.lte": "today"})) == {"now", "a week ago"}
    assert set(await texts(client, **{"created_at.gt": "today"})) == {"next week"}
    assert set(await texts(client, **{"created_at.ne": "today"})) == {"a week ago", "next week"}
    assert set(await texts(client, created_at="last-week,this-week")) == {"now", "a week ago"}
    exported = await client.get("/api/notes/export.csv", params={"created_at": "today", "cols": "text"})
    assert exported.text.splitlines()[1:] == ["now"]


async def test_me_is_whoever_asks(web: Web) -> None:
    me = await web.person("notes.read")
    await put(web, "mine", owner=me)
    await put(web, "another's")
    async with web.client(me) as mine:
        assert await texts(mine, owner_id="me") == ["mine"]
        assert await texts(mine, **{"owner_id.ne": "me"}) == ["another's"]


async def test_a_parameter_given_twice_is_refused(client: AsyncClient) -> None:
    answer = await client.get("/api/notes?status=open&status=closed")
    assert answer.status_code == 400


async def test_values_look_the_same_everywhere(web: Web, client: AsyncClient) -> None:
    created = datetime(2026, 3, 1, 8, 30, 0, 125, tzinfo=UTC)
    id = await put(web, "x", amount="1234.5", created=created)
    [item] = (await client.get("/api/notes")).json()["items"]
    assert item == {
        "id": id,
        "text": "x",
        "status": "open",
        "amount": {"amount": "1234.50", "currency": "EUR"},
        "version": 1,
        "created_at": "2026-03-01T08:30:00.000125Z",
    }
    assert money(Decimal("7.0000"), "JPY") == {"amount": "7", "currency": "JPY"}
    assert money(Decimal("7.1250"), "EUR") == {"amount": "7.125", "currency": "EUR"}


async def test_a_page_links_to_the_next_until_there_is_none(web: Web, client: AsyncClient) -> None:
    for n in range(5):
        await put(web, str(n), created=datetime(2026, 1, 1 + n, tzinfo=UTC))
    first = await client.get("/api/notes", params={"limit": "2", "cols": "text"})
    assert [item["text"] for item in first.json()["items"]] == ["4", "3"]
    second = await client.get(first.links["next"]["url"])
    assert [item["text"] for item in second.json()["items"]] == ["2", "1"]
    third = await client.get("/api/notes", params={"limit": "2", "cursor": second.json()["next"]})
    assert [item["text"] for item in third.json()["items"]] == ["0"]
    assert third.json()["next"] is None
    assert "link" not in third.headers


async def test_a_cursor_is_good_for_its_own_question_only(web: Web, client: AsyncClient) -> None:
    for n in range(3):
        await put(web, str(n))
    cursor = (await client.get("/api/notes", params={"limit": "1"})).json()["next"]
    head, signature = cursor.split(".")
    for parameters in (
        {"cursor": cursor, "sort": "text"},
        {"cursor": cursor, "status": "open"},
        {"cursor": f"{head}x.{signature}"},
        {"cursor": f"{head}.{signature[:-2]}AA"},
        {"cursor": head},
    ):
        assert (await client.get("/api/notes", params=parameters)).status_code == 400, parameters
    async with web.client(await web.person("notes.*")) as other:
        assert (await other.get("/api/notes", params={"cursor": cursor})).status_code == 400
    assert (await client.get("/api/notes", params={"cursor": cursor})).status_code == 200


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "B", "b", "ä", "", "Z"]),
        st.none() | st.sampled_from(["-1", "0", "2.5", "10"]),
        st.none() | st.sampled_from([UUID(int=1), UUID(int=2)]),
        st.integers(0, 3),
    ),
    max_size=14,
)
COLUMNS = ("text", "amount", "client_id", "created_at", "version", "id")
SORTS = st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.tuples(*[st.sampled_from([name, f"-{name}"]) for name in names])
)


@pytest.mark.parametrize("sort", ["amount", "-amount", "text,amount", "text,-amount"])
async def test_what_is_empty_comes_last_in_both_directions(web: Web, sort: str) -> None:
    async def story(work: Work) -> None:
        await work.connection.exec_driver_sql("DELETE FROM note")
        for amount in ("3", None, "1", None, "2"):
            await _insert(work, "a", amount, None, 0)
        found: list[str | None] = []
        cursor = None
        for _ in range(3):
            asked = parse(NOTES, _parameters(sort, 2, cursor), Asker("Europe/Berlin"))
            items, cursor = await page(work, NOTES, asked)
            found += [item["amount"] and item["amount"]["amount"] for item in items]
        numbers = ["3", "2", "1"] if "-" in sort else ["1", "2", "3"]
        assert [each and str(int(Decimal(each))) for each in found] == [*numbers, None, None]

    await web.database.run(story)


@pytest.mark.parametrize("sort", ["text", "-text"])
async def test_names_stand_as_in_a_dictionary(web: Web, sort: str) -> None:
    names = ["Äpfel", "Birne", "Éclair", "eis", "Ofen", "öl", "Øster", "Strasse", "straßer", "Zander"]

    async def story(work: Work) -> None:
        await work.connection.exec_driver_sql("DELETE FROM note")
        for name in sorted(names):
            await _insert(work, name, None, None, 0)
        found: list[str] = []
        cursor = None
        while True:
            items, cursor = await page(
                work, NOTES, parse(NOTES, _parameters(sort, 3, cursor), Asker("Europe/Berlin"))
            )
            found += [item["text"] for item in items]
            if cursor is None:
                break
        assert found == (names[::-1] if sort == "-text" else names)

    await web.database.run(story)


@given(rows=ROWS, added=ROWS, sort=SORTS, limit=st.integers(1, 5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_pages_neither_skip_nor_repeat_whatever_is_inserted_meanwhile(
    web: Web, rows: list[Any], added: list[Any], sort: tuple[str, ...], limit: int
) -> None:
    await _walk(web, rows, added, ",".join(sort), limit)


async def _walk(web: Web, rows: list[Any], added: list[Any], sort: str, limit: int) -> None:
    async def story(work: Work) -> None:
        await work.connection.exec_driver_sql("DELETE FROM note")
        there = [await _insert(work, *row) for row in rows]
        newcomers = iter(added)
        seen: list[str] = []
        cursor = None
        while True:
            asked = parse(NOTES, _parameters(sort, limit, cursor), Asker("Europe/Berlin"))
            items, cursor = await page(work, NOTES, asked)
            assert len(items) <= limit
            seen += [item["id"] for item in items]
            if cursor is None:
                break
            for row in [next(newcomers, None)]:
                if row is not None:
                    await _insert(work, *row)
        assert len(seen) == len(set(seen))
        assert set(there) <= set(seen)
        if not added:
            everything, _ = await page(work, NOTES, parse(NOTES, [("sort", sort)], Asker("Europe/Berlin")))
            assert seen == [item["id"] for item in everything]

    await web.database.run(story)


def _parameters(sort: str, limit: int, cursor: str | None) -> list[tuple[str, str]]:
    return [("sort", sort), ("limit", str(limit))] + ([("cursor", cursor)] if cursor else [])


async def _insert(work: Work, text: str, amount: str | None, client_id: UUID | None, day: int) -> str:
    id = new_id()
    created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    value = None if amount is None else Decimal(amount)
    await work.connection.exec_driver_sql(
        INSERT, (id, day, text, "open", id, client_id, value, "EUR", created)
    )
    return str(id)


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "amount", "-amount", "amount,-text"])
async def test_a_page_in_the_middle_can_be_read_from_an_index_alone(web: Web, sort: str) -> None:
    await web.sql("CREATE INDEX note_created ON note (created_at, id)")
    await web.sql("CREATE INDEX note_amount ON note (amount, id)")
    await web.sql("CREATE INDEX note_amount_text ON note (amount, sorted_by(text) DESC, id DESC)")
    await web.sql(
        """INSERT INTO note SELECT gen_random_uuid(), 1, gen_random_uuid(), 'n', 'open',
           gen_random_uuid(), NULL, CASE WHEN n % 2 > 0 THEN n END, 'EUR',
           timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, 8000) AS n"""
    )
    await web.sql("ANALYZE note")

    async def walk(work: Work) -> None:
        # near the end, sorting the few rows that are left is cheaper; an index must be able to serve all
        await work.connection.exec_driver_sql("SET LOCAL enable_sort = off")
        await work.connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        cursor = None
        for _ in range(30):
            asked = parse(NOTES, _parameters(sort, 200, cursor), Asker("Europe/Berlin"))
            _, cursor = await page(work, NOTES, asked)
            place = read_cursor("local", NOTES, asked.sort, context(work, NOTES, asked), cursor or "")
            for region in regions(NOTES, asked.sort, place):
                assert region is not None
                statement = select(note.c.id).where(region).order_by(*order_by(NOTES, asked.sort)).limit(201)
                assert await _rows_read(work, statement) <= 202, place

    await web.database.run(walk)


async def _rows_read(work: Work, statement: Any) -> float:
    """Rows that the statement's plan touched, shown or thrown away."""
    plain = statement.compile(dialect=work.connection.dialect, compile_kwargs={"literal_binds": True})
    explained = await work.connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {plain}")
    plan = explained.scalar_one()
    return _touched((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])


def _touched(plan: dict[str, Any]) -> float:
    below = plan.get("Plans", [])
    own = 0 if below else plan["Actual Rows"]
    return float(own + plan.get("Rows Removed by Filter", 0) + sum(_touched(one) for one in below))


async def test_totals_count_and_sum_each_currency(client: AsyncClient, three: None) -> None:
    answer = (await client.get("/api/notes/totals")).json()
    assert answer == {
        "count": 3,
        "sums": {"amount": [{"amount": "100.00", "currency": "EUR"}, {"amount": "-5.50", "currency": "USD"}]},
    }
    assert (await client.get("/api/notes/totals", params={"status": "closed"})).json()["count"] == 1
    assert (await client.get("/api/notes/totals", params={"sort": "text"})).status_code == 400


async def test_an_export_has_the_times_of_the_company_and_says_so(web: Web, client: AsyncClient) -> None:
    await put(web, "midnight", created=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    answer = await client.get("/api/notes/export.csv", params={"cols": "text,created_at"})
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Text,Written (Europe/Berlin)",
        "midnight,2027-01-01 00:30:00",
    ]


async def test_an_export_has_the_words_of_people_for_a_code(web: Web) -> None:
    status = replace(NOTES.columns["status"], said={"closed": "Done"})
    spec = replace(NOTES, columns={**NOTES.columns, "status": status})
    asked = parse(spec, [("cols", "status")], Asker("Europe/Berlin"))
    items = [{"id": "1", "status": "closed"}, {"id": "2", "status": "open"}]
    found = await web.database.transact(lambda work: readable(work, spec, asked, items))
    assert [item["status"] for item in found] == ["Done", "Open"]


async def test_columns_describe_themselves(client: AsyncClient) -> None:
    columns = {column["key"]: column for column in (await client.get("/api/notes/columns")).json()}
    assert columns["created_at"]["label"] == "Written"
    assert columns["amount"]["operators"] == ["eq", "ne", "gt", "gte", "lt", "lte", "empty"]
    assert columns["status"]["values"] == ["open", "closed"]
    assert columns["client_id"]["default"] is False
    assert (columns["amount"]["summed"], columns["amount"]["nullable"]) == (True, True)
    assert (columns["created_at"]["sorted"], columns["text"]["sorted"]) == ("desc", None)
    assert columns["id"]["leads_to"] == "/api/notes"
    assert (columns["client_id"]["leads_to"], columns["client_id"]["named_by"]) == ("/api/clients", "text")


def test_a_list_column_of_an_enum_without_its_choices_is_refused_where_it_is_declared() -> None:
    with pytest.raises(ValueError, match="status is an enum without its choices"):
        replace(NOTES, columns=dict(NOTES.columns) | {"status": Column(note.c.status, "enum")})


def test_the_values_of_an_enum_are_those_of_its_class_or_the_chosen_ones() -> None:
    assert Column(note.c.status, "enum", choices=NoteStatus).values == ("open", "closed")
    assert Column(note.c.status, "enum", choices=(NoteStatus.CLOSED,)).values == ("closed",)


def read(answer: Response) -> list[list[str]]:
    """The lines of an export."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '="a"', "-2+3+cmd"]


async def test_an_export_runs_no_formula_and_keeps_numbers(web: Web, client: AsyncClient) -> None:
    for payload in FORMULAS:
        await put(web, payload, amount="-1.5")
    answer = await client.get("/api/notes/export.csv", params={"cols": "text,amount,version"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="notes.csv"'
    assert answer.headers["x-row-count"] == str(len(FORMULAS))
    lines = read(answer)
    assert lines[0] == ["Text", "Amount", "Amount currency", "Version"]
    assert {line[0] for line in lines[1:]} == {"'" + payload for payload in FORMULAS}
    assert {tuple(line[1:]) for line in lines[1:]} == {("-1.50", "EUR", "1")}


async def test_an_export_names_people_and_says_codes_in_words(web: Web, client: AsyncClient) -> None:
    known, stranger = new_id(), new_id()
    await web.sql(
        "INSERT INTO access_person (id, version, active, name) VALUES ($1, 1, true, 'Elin Sand')", known
    )
    await put(web, "hers", owner=known, status="closed")
    await put(web, "nobody's", owner=stranger)
    answer = await client.get("/api/notes/export.csv", params={"cols": "owner_id,status", "sort": "status"})
    assert read(answer) == [["Owner", "Status"], ["Elin Sand", "Closed"], [str(stranger), "Open"]]
    listed = (await client.get("/api/notes", params={"cols": "owner_id,status"})).json()["items"]
    assert {item["owner_id"] for item in listed} == {str(known), str(stranger)}


async def test_an_export_and_a_wrong_filter_speak_the_language_of_who_asked(
    web: Web, client: AsyncClient
) -> None:
    german = {"Accept-Language": "de"}
    await put(web, "paid", amount="1.5")
    answer = await client.get("/api/notes/export.csv?cols=amount,status", headers=german)
    assert read(answer) == [["Amount", "Amount: Währung", "Status"], ["1.50", "EUR", "Offen"]]
    wrong = await client.get("/api/notes?amount.gt=much", headers=german)
    assert wrong.json()["detail"] == (
        "amount.gt hat einen Wert, der nicht passt (money): schreiben Sie es in einfachen Ziffern."
    )


def test_ordinary_text_is_left_alone() -> None:
    assert [guarded(text) for text in ("a=b", "", "Müller", "1-2")] == ["a=b", "", "Müller", "1-2"]


async def test_an_export_of_many_pages_has_every_row_once_and_quotes_what_must_be(
    web: Web, client: AsyncClient
) -> None:
    await web.sql(
        """INSERT INTO note SELECT gen_random_uuid(), n, gen_random_uuid(), 'a "b", c' || chr(10) || n,
           'open', gen_random_uuid(), NULL, NULL, 'EUR', timestamptz '2026-01-01'
           FROM generate_series(1, 2500) AS n"""
    )
    answer = await client.get("/api/notes/export.csv", params={"cols": "version,text", "sort": "version"})
    lines = read(answer)
    assert [int(line[0]) for line in lines[1:]] == list(range(1, 2501))
    assert lines[7] == ["7", 'a "b", c\n7']


async def test_an_empty_export_has_its_header(client: AsyncClient) -> None:
    answer = await client.get("/api/notes/export.csv", params={"cols": "text"})
    assert answer.content == b"\xef\xbb\xbfText\r\n"  # with the mark by which Excel knows the encoding


async def test_the_list_is_described(web: Web) -> None:
    paths = web.app.openapi()["paths"]
    names = {parameter["name"] for parameter in paths["/api/notes"]["get"]["parameters"]}
    assert {"status", "status.ne", "amount.gte", "q", "sort", "cols", "cursor", "limit"} <= names
    assert paths["/api/notes"]["get"]["operationId"] == "list_notes"
    assert list(paths["/api/notes"]["get"]["responses"]["200"]["content"]) == ["application/json"]
    assert "text/csv" in paths["/api/notes/export.csv"]["get"]["responses"]["200"]["content"]


async def test_every_filter_says_which_values_it_takes(web: Web) -> None:
    described = web.app.openapi()["paths"]["/api/notes"]["get"]["parameters"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in described}
    assert schemas["id"]["items"] == {"type": "string", "format": "uuid"}
    assert re.fullmatch(schemas["amount.gte"]["pattern"], "-12.50")
    assert not re.search(schemas["amount.gte"]["pattern"], "much")
    assert re.search(schemas["sort"]["pattern"], "-amount,id")
    assert not re.search(schemas["sort"]["pattern"], "colour")
