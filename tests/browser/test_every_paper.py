"""One paper of each kind, judged by veraPDF: ``make every-page`` brings it, by SALESWIRE_EVERY_PAGE."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from atlas import EVERY, ID, Links
from verapdf import broken_rules

from kernel.tests.printing import paper, printed

SCRIPTS = "Łódź Ελληνικά Київ שלום شركة 株式会社テスト 北京测试公司 한국전자 บริษัทไทย भारत उद्योग 😀"
PAPERS = {  # of the first document that a list leads to
    "/quotes": "paper",
    "/orders": "paper",
    "/invoices": "paper",
    "/shipments": "paper",
    "/delivery-orders": "labels",
    "/units": "label",
}

pytestmark = pytest.mark.skipif(not EVERY, reason="make every-page judges papers")


async def test_each_kind_of_paper_is_archival_and_accessible(sign_ins: Any, tmp_path: Path) -> None:
    async with await sign_ins.client("administrator") as client:
        addresses = [f"{await first_of(client, path)}/{name}" for path, name in PAPERS.items()]
        files = [await kept(client, address, tmp_path) for address in (*addresses, "/company/specimen")]
    assert broken_rules(files) == []


async def test_a_paper_in_every_script_is_archival_and_accessible(tmp_path: Path) -> None:
    file = tmp_path / "scripts.pdf"
    file.write_bytes(await printed(paper(*SCRIPTS.split())))
    assert broken_rules([file]) == []


async def test_a_german_paper_is_archival_and_accessible(tmp_path: Path) -> None:
    file = tmp_path / "german.pdf"
    file.write_bytes(await printed(paper("Prüfstück für Größe und Maß", language="de")))
    assert broken_rules([file]) == []


async def test_what_is_no_archival_paper_is_found_out(tmp_path: Path) -> None:
    file = tmp_path / "plain.pdf"
    pdf = await printed(paper("hello"))
    file.write_bytes(pdf.replace(b"/Lang", b"/Lung"))
    assert any(words.startswith("ua1 plain.pdf") for words in broken_rules([file]))


async def first_of(client: httpx2.AsyncClient, path: str) -> str:
    """The address of the first document of a list."""
    links = Links((await client.get(path)).text).found
    return next(link.partition("?")[0] for link in links if ID.fullmatch(link.removeprefix(f"{path}/")))


async def kept(client: httpx2.AsyncClient, address: str, folder: Path) -> Path:
    """A file of the paper, named after where it is."""
    answer = await client.get(address)
    assert answer.headers["content-type"] == "application/pdf", f"{address}: {answer.status_code}"
    file = folder / f"{ID.sub('', address).strip('/').replace('/', '-')}.pdf"
    file.write_bytes(answer.content)
    return file
