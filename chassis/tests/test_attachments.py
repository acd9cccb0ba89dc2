"""Attachments: content decides what a file is; it is stored under a random name and only downloaded."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from httpx2 import AsyncClient

from chassis.errors import Refused
from chassis.http.attachments import attachment_routes, shown_name, sniffed
from chassis.settings import Settings
from chassis.tests.web import TABLES, Web, key, note_router, read_note

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def office(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


@pytest.fixture
async def web(settings: Settings, tmp_path: Path) -> AsyncIterator[Web]:
    router = note_router()
    attachment_routes(router, of=read_note, read="notes.read", write="notes.write")
    served = Web(settings.model_copy(update={"documents": tmp_path / "kept"}), router)
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute(TABLES)
    await connection.close()
    yield served
    await served.database.stop()


async def note_of(client: AsyncClient) -> str:
    return f"/api/notes/{(await client.post('/api/notes', json={'text': 'x'}, headers=key())).json()['id']}"


async def upload(client: AsyncClient, address: str, name: str, content: bytes, **headers: str) -> Any:
    files = {"file": (name, content, "text/html")}
    return await client.post(f"{address}/documents", files=files, headers=key() | headers)


async def test_a_file_is_attached_listed_and_downloaded(web: Web) -> None:
    async with web.client(await web.person("notes.*")) as client:
        address = await note_of(client)
        made = await upload(client, address, "../../Größe.png", PNG)
        assert made.status_code == 201, made.text
        assert (made.json()["name"], made.json()["media_type"]) == ("Größe.png", "image/png")
        assert [one["id"] for one in (await client.get(f"{address}/documents")).json()] == [made.json()["id"]]
        got = await client.get(f"{address}/documents/{made.json()['id']}")
    assert got.content == PNG
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png"
    assert got.headers["x-content-type-options"] == "nosniff"
    [kept] = list(web.settings.documents.iterdir())
    assert "png" not in kept.name


async def test_an_upload_repeated_with_its_key_attaches_once(web: Web) -> None:
    async with web.client(await web.person("notes.*")) as client:
        address, once = await note_of(client), key()
        first = await upload(client, address, "a.png", PNG, **once)
        again = await upload(client, address, "a.png", PNG, **once)
        other = await upload(client, address, "a.png", PNG + b"x", **once)
        assert again.content == first.content
        assert other.status_code == 422
        assert len((await client.get(f"{address}/documents")).json()) == 1


async def test_documents_out_of_reach_do_not_exist(web: Web) -> None:
    async with web.client(await web.person("notes.*")) as client:
        address = await note_of(client)
        made = (await upload(client, address, "a.png", PNG)).json()
        elsewhere = await note_of(client)
        assert (await client.get(f"{elsewhere}/documents/{made['id']}")).status_code == 404
    async with web.client(await web.person("notes.*", scope="own")) as other:
        assert (await other.get(f"{address}/documents")).status_code == 404
        assert (await other.get(f"{address}/documents/{made['id']}")).status_code == 404
        assert (await upload(other, address, "a.png", PNG)).status_code == 404


async def test_a_file_over_twenty_mebibytes_is_too_large(web: Web) -> None:
    async with web.client(await web.person("notes.*")) as client:
        address = await note_of(client)
        for extra in (1, 2 * 1024 * 1024):
            content = PNG + b"\0" * (20 * 1024 * 1024 - len(PNG) + extra)
            assert (await upload(client, address, "a.png", content)).status_code == 413


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.html", b"<script>"),
        ("a.png", b"<script>"),
        ("a.pdf", PNG),
        ("a.png.exe", PNG),
        ("a", PNG),
        ("a.txt", b""),
        ("a.txt", b"\xff\xfe"),
        ("a.csv", b"a\0b"),
        ("a.xlsx", b"PK\x03\x04 no archive"),
        ("a.xlsx", office("word/document.xml")),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refused):
        sniffed(content, name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.PDF", b"%PDF-1.7"),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.txt", "Grüße".encode()),
        ("a.csv", b"a,b"),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.docx", office("word/document.xml")),
    ],
)
def test_what_is_allowed_is_recognised(name: str, content: bytes) -> None:
    assert sniffed(content, name)


def test_names_lose_what_confuses() -> None:
    names = ["C:\\x\\a.pdf", "a\u202efdp.exe", "..", "", None, "x" * 300 + ".pdf"]
    shown = [shown_name(name) for name in names]
    assert shown[:5] == ["a.pdf", "afdp.exe", "document", "document", "document"]
    assert len(shown[5]) == 200


def test_a_download_is_described_as_a_file_of_any_kind(web: Web) -> None:
    (download,) = [path for path in web.app.openapi()["paths"] if path.endswith("/documents/{document_id}")]
    answers = web.app.openapi()["paths"][download]["get"]["responses"]
    assert list(answers["200"]["content"]) == ["*/*"]


async def test_uploads_have_a_share_a_day_and_an_end(web: Web) -> None:
    web.database.settings = web.settings.model_copy(update={"upload_bytes_each": 100, "upload_bytes": 150})
    async with (
        web.client(await web.person("notes.*")) as client,
        web.client(await web.person("notes.*")) as other,
    ):
        address = await note_of(client)
        assert (await upload(client, address, "a.txt", b"x" * 90)).status_code == 201
        greedy = await upload(client, address, "a.txt", b"x" * 20)
        assert (greedy.status_code, greedy.json()["type"]) == (429, "urn:saleswire:problem:upload-share")
        assert (await upload(other, address, "a.txt", b"x" * 40)).status_code == 201
        assert (await upload(other, address, "a.txt", b"x" * 40)).status_code == 507


async def test_a_disk_that_is_nearly_full_takes_no_more(web: Web) -> None:
    async with web.client(await web.person("notes.*")) as client:
        address = await note_of(client)
        assert (await upload(client, address, "a.txt", b"x")).status_code == 201
        web.database.settings = web.database.settings.model_copy(update={"disk_reserve": 1 << 60})
        refused = await upload(client, address, "a.txt", b"x")
        assert (refused.status_code, refused.json()["type"]) == (507, "urn:saleswire:problem:no-room")
