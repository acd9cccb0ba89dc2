"""Delivery notes and labels on paper."""

import io
from typing import Any

from pypdf import PdfReader
from warehouse import ADDRESS, API, Warehouse, line

from chassis.testing import Person, untranslated
from contracts.crm import ClientRegistered, PartyRole
from contracts.event import new_id
from contracts.identity import COMPANY_ID, CompanyProfileIssued
from contracts.values import ItemKind, PartyRef

HOSTILE = r"#let x; *b* _i_ $x$ \ @r <l> `c` // c #panic()"


async def printed(person: Person, path: str) -> PdfReader:
    answer = await person.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfaid" in answer.content
    return PdfReader(io.BytesIO(answer.content))


def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


async def shipped(warehouse: Warehouse, *serial_numbers: str, **said: str) -> Any:
    """A delivery order with a shipment of units that have serial numbers."""
    product = await warehouse.product(stock=10)
    order = await warehouse.release(line(product, 10))
    line_id, count = str(order.lines[0].line_id), str(len(serial_numbers))
    asked = [{"line_id": line_id, "quantity": count, "serial_numbers": serial_numbers}]
    answer = await warehouse.dispatch(order, lines=asked, **said)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_delivery_note_names_units_and_no_prices(warehouse: Warehouse) -> None:
    order = await shipped(warehouse, "SN-1", "SN-2", carrier=HOSTILE, on="2026-03-05")
    shipment = order["shipments"][0]
    said = text(await printed(warehouse.keeper, f"/shipments/{shipment['id']}/delivery-note.pdf"))
    for words in (shipment["number"], order["number"], "5 Mar 2026", "SN-1, SN-2", "Part of the order"):
        assert words in said
    assert HOSTILE.replace(" ", "") in said.replace(" ", "").replace("\n", "")
    assert "100" not in said
    assert "EUR" not in said


async def test_papers_of_a_german_client_speak_german(warehouse: Warehouse) -> None:
    to = PartyRef(id=new_id(), number="C-000007", name="Kessler Anlagenbau GmbH")
    await warehouse.stage.hear(registered(to, "de"))
    product = await warehouse.product(stock=2000)
    order = await warehouse.release(line(product, 1250), client=to, call_before_delivery=True)
    asked = [{"line_id": str(order.lines[0].line_id), "quantity": "1", "serial_numbers": ["DE-1"]}]
    answer = await warehouse.dispatch(order, lines=asked, on="2026-03-05", carrier="Hansa Cargo")
    delivery = answer.json()
    note = await printed(warehouse.keeper, f"/shipments/{delivery['shipments'][0]['id']}/delivery-note.pdf")
    said = " ".join(text(note).split())
    for words in (
        *("Lieferschein", "Lieferanschrift", "Versendet", "05.03.2026", "Auftrag", "Kundennummer C-000007"),
        *("Spediteur", "Lieferung", "Teillieferung", "Bitte beachten", "Bitte vor der Lieferung anrufen."),
        *("Bezeichnung", "Bestellt", "Geliefert", "Stück", "1.250", "Seriennummern: DE-1", "Erhalten am"),
        *("Unterschrift", "Seite 1 von 1"),
    ):
        assert words in said
    ours = said.replace(product.name, "")
    assert untranslated(ours, "fulfillment", "kernel", "chassis") == []
    assert language(note) == "de"
    labels = await printed(warehouse.keeper, f"/delivery-orders/{delivery['id']}/labels.pdf")
    assert "Code 128 von DE-1" in alternatives(labels)
    assert language(labels) == "de"


async def test_a_delivery_note_of_a_party_without_language_is_in_the_companys(warehouse: Warehouse) -> None:
    profile = CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden GmbH", language="de")
    await warehouse.stage.hear(profile)
    to = PartyRef(id=new_id(), number="C-000008", name="Ohne Sprache")
    await warehouse.stage.hear(registered(to, None))
    order = await warehouse.release(line(await warehouse.product(stock=1), 1), client=to)
    delivery = (await warehouse.dispatch(order)).json()
    path = f"/shipments/{delivery['shipments'][0]['id']}/delivery-note.pdf"
    assert "Lieferschein" in text(await printed(warehouse.keeper, path))
    await warehouse.stage.hear(profile.model_copy(update={"language": "en"}))
    assert "Delivery note" in text(await printed(warehouse.keeper, path))


def registered(party: PartyRef, language: str | None) -> ClientRegistered:
    """crm knows the client, and which language it reads."""
    return ClientRegistered(
        party_id=party.id,
        number=party.number,
        name=party.name,
        role=PartyRole.CLIENT,
        territory="Germany",
        language=language,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
    )


def language(reader: PdfReader) -> Any:
    """The language that screen readers are told."""
    root: Any = reader.trailer["/Root"]
    return root["/Lang"]


async def test_serial_numbers_stay_in_one_piece(warehouse: Warehouse) -> None:
    numbers = [f"SN-2026-0000-{number:04}" for number in range(10)]
    order = await shipped(warehouse, *numbers)
    path = f"/shipments/{order['shipments'][0]['id']}/delivery-note.pdf"
    said = text(await printed(warehouse.keeper, path))
    assert [number for number in numbers if number not in said] == []


async def test_each_sold_unit_has_a_label(warehouse: Warehouse) -> None:
    await shipped(warehouse, "LB-2026-1")
    listed = await warehouse.keeper.get(f"{API}/units", params={"serial_number": "LB-2026-1"})
    (unit,) = listed.json()["items"]
    label = await printed(warehouse.keeper, f"/units/{unit['id']}/label.pdf")
    (page,) = label.pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [62, 29]
    assert "LB-2026-1" in page.extract_text()
    assert unit["product_number"] in page.extract_text()
    assert "Code 128 of LB-2026-1" in alternatives(label)


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


async def test_units_with_numbers_and_lines_without_have_labels_and_services_none(
    warehouse: Warehouse,
) -> None:
    sensor, cable = await warehouse.product(stock=2), await warehouse.product(stock=5)
    training = await warehouse.product(kind=ItemKind.SERVICE)
    order = await warehouse.release(line(sensor, 2), line(cable, 5, 2), line(training, 1, 3))
    asked = [{"line_id": str(order.lines[0].line_id), "serial_numbers": ["AA-1", "AA-2"]}]
    delivery = (await warehouse.dispatch(order, lines=asked)).json()
    path = f"/delivery-orders/{delivery['id']}/labels.pdf"
    roll = await printed(warehouse.keeper, path)
    assert [len(roll.pages), "AA-1" in roll.pages[0].extract_text()] == [3, True]
    assert cable.number in roll.pages[2].extract_text()
    assert "5 pcs" in roll.pages[2].extract_text()
    assert training.name not in text(roll)
    (sheet,) = (await printed(warehouse.keeper, f"{path}?sheet=a4")).pages
    assert round(float(sheet.mediabox.width) / 72 * 25.4) == 210
    assert "AA-2" in sheet.extract_text()


async def test_sixty_labels_fill_three_sheets(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=60)
    order = await warehouse.release(line(product, 60))
    numbers = [f"S-{number:03}" for number in range(60)]
    asked = [{"line_id": str(order.lines[0].line_id), "serial_numbers": numbers}]
    delivery = (await warehouse.dispatch(order, lines=asked)).json()
    path = f"/delivery-orders/{delivery['id']}/labels.pdf"
    assert len((await printed(warehouse.keeper, path)).pages) == 60
    assert len((await printed(warehouse.keeper, f"{path}?sheet=a4")).pages) == 3


async def test_too_much_and_nothing_are_refused(warehouse: Warehouse) -> None:
    released = await warehouse.release(line(await warehouse.product(), 1))
    await warehouse.cancel(released)
    order = await warehouse.delivery_order(released)
    answer = await warehouse.keeper.get(f"{API}/delivery-orders/{order['id']}/labels.pdf")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:saleswire:problem:nothing-to-label")
    wrong = await warehouse.keeper.get(f"{API}/delivery-orders/{order['id']}/labels.pdf?sheet=a3")
    assert wrong.status_code == 422


async def test_papers_out_of_reach_do_not_exist(warehouse: Warehouse) -> None:
    order = await shipped(warehouse, "OR-1")
    listed = await warehouse.keeper.get(f"{API}/units", params={"serial_number": "OR-1"})
    other = await warehouse.stage.person("fulfillment.read", scope="own")
    paths = [
        f"/shipments/{order['shipments'][0]['id']}/delivery-note.pdf",
        f"/units/{listed.json()['items'][0]['id']}/label.pdf",
        f"/delivery-orders/{order['id']}/labels.pdf",
    ]
    assert [(await other.get(API + path)).status_code for path in paths] == [404, 404, 404]
    absent = await warehouse.keeper.get(f"{API}/units/{new_id()}/label.pdf")
    assert absent.status_code == 404
