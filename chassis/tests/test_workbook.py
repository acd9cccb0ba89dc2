"""Lists as workbooks: the same rows as the CSV, cells with types, no formulas, not too many rows."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from httpx2 import AsyncClient

from chassis.lists import workbook as module
from chassis.tests.test_lists import FORMULAS, put
from chassis.tests.web import Web, client, web

__all__ = ["client", "web"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def sheet(client: AsyncClient, **parameters: str) -> ElementTree.Element:
    answer = await client.get("/api/notes/export.xlsx", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="notes.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # we wrote it


def cells(sheet: ElementTree.Element) -> list[list[tuple[str | None, str]]]:
    """(type, text) of all cells by row; numbers have no type."""
    return [[(cell.get("t"), "".join(cell.itertext())) for cell in row] for row in sheet.iter(f"{MAIN}row")]


async def test_cells_have_types_and_the_header_stays(web: Web, client: AsyncClient) -> None:
    await put(web, "Bäcker", amount="-1234.5", created=datetime(2026, 1, 1, 12, tzinfo=UTC))
    await put(web, "none", created=datetime(2026, 1, 2, tzinfo=UTC))
    found = await sheet(client, cols="text,amount,version,created_at", sort="created_at")
    header, first, second = cells(found)
    labels = [text for _, text in header]
    assert labels == ["Text", "Amount", "Amount currency", "Version", "Written (Europe/Berlin)"]
    assert first == [
        ("inlineStr", "Bäcker"),
        (None, "-1234.5"),
        ("inlineStr", "EUR"),
        (None, "1"),
        (None, "46023.54166666666"),
    ]
    assert [text for _, text in second] == ["none", "1", "46024.04166666666"]
    assert found.find(f".//{MAIN}pane").get("state") == "frozen"  # type: ignore[union-attr]  # it is there
    assert found.find(f"{MAIN}autoFilter").get("ref") == "A1:E3"  # type: ignore[union-attr]  # it is there


async def test_no_text_runs_as_a_formula_and_none_is_changed(web: Web, client: AsyncClient) -> None:
    texts = {*FORMULAS, "http://example.com", "a\x01b", "<b>&"} - {"\r=1"}
    for payload in texts:
        await put(web, payload)
    found = await sheet(client, cols="text")
    assert found.find(f".//{MAIN}f") is None
    written = {re.sub("_x([0-9A-F]{4})_", _character, text) for ((_, text),) in cells(found)[1:]}
    assert written == texts


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


async def test_a_number_that_a_cell_cannot_keep_is_text(web: Web, client: AsyncClient) -> None:
    await put(web, "large", amount="123456789012345.67")
    assert cells(await sheet(client, cols="amount"))[1][0] == ("inlineStr", "123456789012345.67")


@pytest.mark.feature("FO-R-04")
async def test_it_is_filtered_sorted_and_within_reach_as_the_csv_is(web: Web, client: AsyncClient) -> None:
    seller = await web.person("notes.read", scope="own")
    for number in range(3):
        await put(web, f"n{number}", status="open" if number else "closed", owner=seller)
    await put(web, "theirs")
    asked = {"cols": "text", "status": "open", "sort": "-text"}
    async with web.client(seller) as own:
        for who, rows in ((client, ["theirs", "n2", "n1"]), (own, ["n2", "n1"])):
            assert [row[0][1] for row in cells(await sheet(who, **asked))] == ["Text", *rows]
            csv = (await who.get("/api/notes/export.csv", params=asked)).content.decode("utf-8-sig")
            assert csv.splitlines() == ["Text", *rows]
    assert (await client.get("/api/notes/export.xlsx", params={"colour": "red"})).status_code == 400


async def test_too_many_rows_are_refused_with_what_to_do(
    web: Web, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    await put(web, "a")
    await put(web, "b")
    told: dict[str, Any] = (await client.get("/api/notes/export.xlsx")).json()
    assert (told["status"], told["type"]) == (422, "urn:saleswire:problem:too-many-rows")
    assert "export.csv" in told["detail"]
    assert (told["rows"], told["most"]) == (2, 1)


async def test_an_empty_list_has_its_header(client: AsyncClient) -> None:
    assert cells(await sheet(client, cols="text")) == [[("inlineStr", "Text")]]


async def test_it_is_described(web: Web) -> None:
    described = web.app.openapi()["paths"]["/api/notes/export.xlsx"]["get"]
    (kind,) = described["responses"]["200"]["content"]
    assert kind.endswith("spreadsheetml.sheet")
    assert described["operationId"] == "export_notes_xlsx"
