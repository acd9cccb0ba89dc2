"""Data sheets and pictures of products."""

from typing import Any

import httpx2
import pytest

from chassis.testing import Person, Stage
from contracts.event import new_id

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
PDF = b"%PDF-1.7 data sheet"


async def attach(who: Person, path: str, name: str, content: bytes) -> httpx2.Response:
    return await who.client.post(
        path, files={"file": (name, content)}, headers={"Idempotency-Key": str(new_id())}
    )


@pytest.mark.feature("PH-DV-43")
async def test_a_product_has_documents_and_its_newest_picture(manager: Person, device: Any) -> None:
    made = await device()
    path = f"/api/catalog/devices/{made['id']}"
    assert (await manager.get(f"{path}/image")).status_code == 404
    for name, content in (("old.png", PNG + b"1"), ("new.png", PNG + b"2"), ("sheet.pdf", PDF)):
        answer = await attach(manager, f"{path}/documents", name, content)
        assert answer.status_code == 201, answer.text
    listed = (await manager.get(f"{path}/documents")).json()
    assert [one["name"] for one in listed] == ["old.png", "new.png", "sheet.pdf"]
    picture = await manager.get(f"{path}/image")
    assert (picture.content, picture.headers["content-type"]) == (PNG + b"2", "image/png")
    assert (await manager.get(f"{path}/documents/{listed[2]['id']}")).content == PDF


async def test_documents_belong_to_one_product_of_one_kind(
    catalog: Stage, manager: Person, device: Any
) -> None:
    made, other = await device(), await device()
    path = f"/api/catalog/devices/{made['id']}/documents"
    sheet = (await attach(manager, path, "sheet.pdf", PDF)).json()
    assert (
        await manager.get(f"/api/catalog/devices/{other['id']}/documents/{sheet['id']}")
    ).status_code == 404
    assert (await manager.get(f"/api/catalog/options/{made['id']}/documents")).status_code == 404
    reader = await catalog.person("catalog.read")
    assert (await attach(reader, path, "sheet.pdf", PDF)).status_code == 403
    assert (await attach(manager, path, "picture.png", b"<svg onload=alert(1)>")).status_code == 422
