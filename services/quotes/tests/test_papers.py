"""A quote on paper: who gets it, what it says, and when it has not changed."""

import asyncio
import io
import re
from typing import Any
from uuid import UUID

import pytest
from company import Shop
from pypdf import PdfReader

from chassis.testing import Person, Stage, until
from contracts.identity import COMPANY_ID, CompanyProfileIssued, PersonState
from contracts.values import Address

HOSTILE = r"#let x = 1; *bold* _it_ $x^2$ \ @ref <lab> `raw` // c /* d */ [ ] #panic()"


async def drafted(shop: Shop, **changes: object) -> Any:
    answer = await shop.seller.post("/api/quotes", shop.quote(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def pdf_of(person: Person, quote: Any) -> PdfReader:
    answer = await person.get(f"/api/quotes/{quote['id']}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfaid" in answer.content
    return PdfReader(io.BytesIO(answer.content))


def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


async def test_a_draft_says_so_and_a_sent_quote_does_not(shop: Shop) -> None:
    quote = await drafted(shop, project="Pier")
    draft = await pdf_of(shop.seller, quote)
    assert "Draft" in text(draft)
    assert draft.metadata is not None
    assert draft.metadata.title == f"Quote {quote['number']}"
    await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=1)
    sent = text(await pdf_of(shop.seller, quote))
    assert "Draft" not in sent
    for said in (quote["number"], "Revision 1", "Norrland Skog AB", "Pier", "Page 1 of 1", "EUR 375.00"):
        assert said in sent


async def test_a_quote_bears_the_companys_profile_of_the_day_on_which_it_is_printed(
    stage: Stage, shop: Shop
) -> None:
    quote = await drafted(shop)
    assert "Saleswire" in text(await pdf_of(shop.seller, quote))
    profile = CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden Instruments AS", phone="+47 1")
    await stage.hear(profile)
    said = text(await pdf_of(shop.seller, quote))
    assert "Halden Instruments AS" in said
    assert "+47 1" in said
    await stage.hear(profile.model_copy(update={"legal_name": "Halden Group ASA"}))
    assert "Halden Group ASA" in text(await pdf_of(shop.seller, quote))


async def test_discounts_quantity_prices_and_tax_stand_on_it(shop: Shop) -> None:
    sensor = {"product_id": str(shop.sensor)}
    lines = [sensor | {"quantity": "10"}, sensor | {"quantity": "1", "discount": "0.05"}]
    said = text(await pdf_of(shop.seller, await drafted(shop, lines=lines, freight="12.5")))
    for words in ("Discount", "5 %", "Quantity price for 10 pcs", "95.00", "Tax 25 % on 1,007.50", "251.88"):
        assert words in said
    assert "EUR 1,259.38" in said
    assert "Discount" not in text(await pdf_of(shop.seller, await drafted(shop)))


@pytest.mark.parametrize(("lines", "fewest"), [(60, 2), (200, 6)])
async def test_long_quotes_repeat_the_head_of_the_table(shop: Shop, lines: int, fewest: int) -> None:
    asked = [{"product_id": str(shop.sensor), "quantity": "1"}] * lines
    pages = (await pdf_of(shop.seller, await drafted(shop, lines=asked))).pages
    assert len(pages) >= fewest
    for number, page in enumerate(pages, 1):
        said = page.extract_text()
        assert f"Page {number} of {len(pages)}" in said
        assert "Unit price" in said or "Total" in said or "Acceptance" in said


async def test_what_a_seller_writes_is_printed_as_it_was_written(shop: Shop) -> None:
    words = [HOSTILE, "W" * 300, "שלום مرحبا 😀 ok"]
    address = {"name": "N" * 200, "street": HOSTILE, "country": "Sweden"}
    line = {"product_id": str(shop.sensor), "quantity": "1"}
    quote = await drafted(
        shop,
        project="",
        terms="T" * 300,
        due={"net_days": 30},
        billing_address=address,
        lines=[line | {"description": each} for each in words],
    )
    squeezed = re.sub(r"\s", "", text(await pdf_of(shop.seller, quote)))
    for said in (HOSTILE, "W" * 300, "שלום", "مرحبا", "😀", "N" * 200, "T" * 300):
        assert re.sub(r"\s", "", said) in squeezed


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 10"><path d="M0 0h400v10z"/></svg>'


async def test_a_specimen_shows_what_papers_look_like_now(stage: Stage, shop: Shop) -> None:
    profile = CompanyProfileIssued(
        company_id=COMPANY_ID,
        legal_name="Halden Instruments AS",
        vat_id="NO912345678MVA",
        further_tax_ids=("VAT SE 5560000000",),
        colour="#0b5cad",
        logo=LOGO,
    )
    await stage.hear(profile)
    reader = await pdf_of(shop.seller, {"id": "specimen"})
    said = text(reader)
    for words in (
        "Specimen",
        "Halden Instruments AS",
        "VAT ID NO912345678MVA",
        "VAT SE 5560000000",
        "GERMANY",
    ):
        assert words in said
    drawn = reader.pages[0].get_contents()
    assert drawn is not None
    assert b"0.043137256 0.36078432 0.6784314" in drawn.get_data()  # the colour
    assert "Logo of Halden Instruments AS" in alternatives(reader)
    await stage.hear(profile.model_copy(update={"logo": "", "colour": ""}))
    assert "Logo of Halden Instruments AS" not in alternatives(await pdf_of(shop.seller, {"id": "specimen"}))


def alternatives(reader: PdfReader) -> list[str]:
    """What stands in place of pictures for those who cannot see them."""

    def below(node: Any) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [each for child in node for each in below(child)]
        if not isinstance(node, dict):
            return []
        own = [str(node["/Alt"])] if "/Alt" in node else []
        return own + (below(node["/K"]) if "/K" in node else [])

    root: Any = reader.trailer["/Root"]
    return below(root["/StructTreeRoot"])


@pytest.mark.parametrize(
    "name",
    [
        *("株式会社テスト", "北京测试公司", "한국전자", "บริษัทไทย", "भारत उद्योग", "Ελληνικά", "Київ"),
        *("שלום", "شركة"),
    ],
)
async def test_a_client_is_named_in_its_own_letters(shop: Shop, name: str) -> None:
    address = {"name": name, "street": "1 Main St", "country": "Atlantis"}
    said = text(await pdf_of(shop.seller, await drafted(shop, billing_address=address)))
    assert "□" not in said
    assert set(name) <= set(said)


@pytest.mark.parametrize(
    ("country", "part", "lines"),
    [
        ("Australia", {"city": "Queanbeyan", "region": "NSW", "postal_code": "2620"}, "Queanbeyan NSW 2620"),
        ("USA", {"city": "Springfield", "region": "IL", "postal_code": "62701"}, "Springfield, IL 62701"),
        ("United Kingdom", {"city": "Sheffield", "postal_code": "S9 1XX"}, "Sheffield\nS9 1XX"),
        ("Switzerland", {"city": "Arosa", "postal_code": "7050"}, "7050 Arosa"),
    ],
)
async def test_an_address_has_the_order_of_its_country(
    shop: Shop, country: str, part: dict[str, str], lines: str
) -> None:
    address = {"name": "Buyer", "street": "1 Main St", "country": country, **part}
    said = text(await pdf_of(shop.seller, await drafted(shop, billing_address=address)))
    assert f"Buyer\n1 Main St\n{lines}\n" in said


async def test_the_country_stands_abroad_only(stage: Stage, shop: Shop) -> None:
    address = {"name": "Buyer", "street": "Storgatan 1", "city": "Umeå", "country": "Sverige"}
    quote = await drafted(shop, billing_address=address, shipping_address=address | {"country": "Norway"})
    profile = CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden Instruments AS")
    await stage.hear(profile)
    assert {"SWEDEN", "NORWAY"} <= set(text(await pdf_of(shop.seller, quote)).split("\n"))
    home = Address(street="Tista 4", city="Halden", country="Sweden")
    await stage.hear(profile.model_copy(update={"address": home}))
    said = text(await pdf_of(shop.seller, quote)).split("\n")
    assert said.count("SWEDEN") == 1  # in the letterhead
    assert "NORWAY" in said


async def test_no_freight_is_no_line(shop: Shop) -> None:
    assert "Freight" not in text(await pdf_of(shop.seller, await drafted(shop)))


async def test_a_paper_that_the_caller_has_is_not_printed_again(shop: Shop) -> None:
    quote = await drafted(shop)
    path = f"/api/quotes/{quote['id']}/pdf"
    first = await shop.seller.get(path)
    mark = first.headers["etag"]
    assert mark.startswith('"v1-')
    assert first.headers["content-disposition"] == f'inline; filename="{quote["number"]}.pdf"'
    assert first.headers["cache-control"] == "private, no-cache"
    again = await shop.seller.get(path, headers={"If-None-Match": f'"other", W/{mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert (await shop.seller.get(path)).content == first.content
    await shop.seller.patch(f"/api/quotes/{quote['id']}", {"project": "Pier"}, version=1)
    changed = await shop.seller.get(path, headers={"If-None-Match": mark})
    assert (changed.status_code, changed.headers["etag"] == mark) == (200, False)


async def test_it_leads_to_the_page_of_the_quote(shop: Shop, stage: Stage) -> None:
    quote = await drafted(shop)
    page = (await pdf_of(shop.seller, quote)).pages[0]
    links = [link.get_object()["/A"]["/URI"] for link in page["/Annots"]]  # type: ignore[union-attr]  # the page has one
    assert links == [f"{stage.settings.issuer}/quotes/{quote['id']}"]


async def test_out_of_reach_and_absent_look_the_same(shop: Shop, stage: Stage) -> None:
    quote = await drafted(shop)
    other = await stage.person("quotes.read", scope="own")
    unable = await stage.person("quotes.write")
    path = f"/api/quotes/{quote['id']}/pdf"
    assert (await other.get(path)).status_code == 404
    assert (await unable.get(path)).status_code == 403
    absent = await shop.seller.get("/api/quotes/00000000-0000-7000-8000-000000000000/pdf")
    assert (absent.status_code, absent.headers["content-type"]) == (404, "application/problem+json")


async def test_the_description_says_that_it_is_a_pdf(stage: Stage) -> None:
    said = stage.app.openapi()["paths"]["/api/quotes/{quote_id}/pdf"]["get"]
    assert list(said["responses"]["200"]["content"]) == ["application/pdf"]
    assert said["x-permission"] == "quotes.read"
    assert {"304", "404"} <= said["responses"].keys()
    assert [each["name"] for each in said["parameters"]] == ["quote_id", "Wait-For", "If-None-Match"]


async def test_when_many_print_at_once_one_gets_what_one_may_and_is_asked_to_come_again(shop: Shop) -> None:
    quotes = [await drafted(shop, project=f"Pier {number}") for number in range(4)]
    paths = [f"/api/quotes/{quote['id']}/pdf" for quote in quotes]
    answers = await asyncio.gather(*(shop.seller.get(path) for path in paths * 10))
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
    assert (await shop.seller.get(paths[0])).status_code == 200


async def test_the_seller_is_named_until_nobody_may_know_them_any_more(stage: Stage, shop: Shop) -> None:
    quote = await drafted(shop)
    elin = PersonState(
        person_id=shop.seller.id,
        sequence=50,
        username="elin",
        name="Elin Sand",
        email="elin@halden.example",
        phone="+47 69 00 00 13",
    )
    await stage.hear(elin)
    await until(lambda: known(stage, shop.seller.id))
    said = text(await pdf_of(shop.seller, quote))
    for words in ("Your contact", "Elin Sand", "elin@halden.example", "+47 69 00 00 13"):
        assert words in said
    await stage.hear_gone(elin)
    await until(lambda: unknown(stage, shop.seller.id))
    assert "Your contact" not in text(await pdf_of(shop.seller, quote))


async def known(stage: Stage, id: UUID) -> bool:
    return bool(await stage.rows("SELECT 1 FROM colleague_copy WHERE id = $1", id))


async def unknown(stage: Stage, id: UUID) -> bool:
    return not await known(stage, id)


async def test_a_client_signs_what_can_be_accepted(shop: Shop) -> None:
    quote = await drafted(shop, valid_until="2026-12-31")
    await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=1)
    said = " ".join(text(await pdf_of(shop.seller, quote)).split())
    for words in (
        f"We accept quote {quote['number']}, revision 1",
        "valid until 31 Dec 2026",
        "Signature",
    ):
        assert words in said
    declined = await shop.seller.post(f"/api/quotes/{quote['id']}/decline", {"reason": "late"}, version=2)
    assert declined.status_code == 200, declined.text
    assert "Signature" not in text(await pdf_of(shop.seller, quote))
