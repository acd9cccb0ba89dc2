"""People find a record by what they remember of it, within what they may read."""

from datetime import date
from typing import Any

import pytest
from deal import ADDRESS, Deal, product

from chassis.testing import Person, Stage, until
from contracts.crm import ClientRegistered, ContactState, PartyRole
from contracts.event import new_id
from reporting.search import hits

PUMP = product("Pumpe P-200", "Pumps")


def client(name: str, number: str = "C-2026-000017", city: str = "Umeå", **more: Any) -> ClientRegistered:
    place = ADDRESS.model_copy(update={"city": city})
    return ClientRegistered(
        party_id=new_id(),
        number=number,
        name=name,
        role=PartyRole.CLIENT,
        territory="Sweden",
        shipping_address=place,
        billing_address=place,
        **more,
    )


async def found(person: Person, q: str, **asked: str) -> Any:
    answer = await person.get("/api/search", params={"q": q} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def names(person: Person, q: str, **asked: str) -> list[str]:
    return [hit["name"] for hit in (await found(person, q, **asked))["items"]]


AREAS = ("crm.read", "catalog.read", "quotes.read", "orders.read", "billing.read", "fulfillment.read")


@pytest.fixture(scope="module")
async def reader(stage: Stage) -> Person:
    """Somebody who reads everything, prices too."""
    return await stage.person(*AREAS, "orders.prices", scope="all")


@pytest.fixture(scope="module")
async def deal(stage: Stage) -> Deal:
    """A deal that went all the way to its invoice."""
    buyer = client("Hälsinge Pappersbruk AB", number="C-2026-000031")
    sale = Deal(buyer, [(PUMP, 2, "6172.75")], date(2025, 5, 6), new_id())
    quoted = {"number": "Q-2026-000123", "project": "Torkhall Nord"}
    ordered = {"number": "SO-2026-000064", "customer_po": "PO-4500/1234567"}
    await stage.hear(PUMP, buyer)
    await stage.hear(sale.drafted_quote().model_copy(update=quoted), correlation_id=sale.quote_id)
    for event in (sale.drafted(), sale.placed()):
        await stage.hear(event.model_copy(update=ordered), correlation_id=sale.quote_id)
    await stage.hear(sale.opened(), sale.job(), sale.invoiced(), correlation_id=sale.quote_id)
    line = sale.shipped().lines[0].model_copy(update={"serial_numbers": ("SN-77A-0019", "SN-77A-0020")})
    await stage.hear(sale.shipped().model_copy(update={"lines": (line,)}), correlation_id=sale.quote_id)
    return sale


@pytest.fixture(scope="module")
async def jorg(stage: Stage, reader: Person) -> ContactState:
    """Somebody at a client."""
    party = client("Optische Werke Süd")
    person = contact(party, "Jörg Weiß", email="J.Weiss@hilmer.example", phone="+49 (0)89 123-456")
    await stage.hear(party, person)
    await until(lambda: names(reader, "Jörg"))
    return person


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Röder Maschinenbau", "roder"),
        ("Álvaro Hermanos", "ALVARO"),
        ("Weißstraße Bau", "weissstrasse"),
        ("Łódź Stal", "lodz"),
        ("Øster Værft", "oster vaerft"),
        ("O\u2019Connor Feeds", "O'Connor"),
        ("O\u2019Brien Farms", "obrien"),
        ("Mu\u0308nch Optik", "Münch"),
        ("Işık Elektrik", "isik"),
        ("Kraftwerk Nord", "werk"),
        ("Kraftanlagen Süd", "anlag"),
    ],
)
async def test_a_name_is_found_however_it_is_typed(
    stage: Stage, reader: Person, name: str, typed: str
) -> None:
    await stage.hear(client(name))
    assert name in (await names(reader, typed))[:5]


@pytest.mark.parametrize("typed", ["Bergstöm", "Bergsström", "Begrström", "Cergström", "Maskin Bergstrm"])
async def test_a_letter_may_be_off(stage: Stage, reader: Person, typed: str) -> None:
    await stage.hear(client("Bergström Maskin AB"))
    assert "Bergström Maskin AB" in (await names(reader, typed))[:5]


async def test_an_answer_says_how_the_words_were_read_where_nothing_holds_them(
    stage: Stage, reader: Person
) -> None:
    await stage.hear(client("Vestergaard Vind"))
    assert (await found(reader, "Vestergard"))["read_as"] == "vestergaard"
    assert (await found(reader, "Vestergaard"))["read_as"] is None


@pytest.mark.parametrize(
    "typed",
    ["SO-2026-000064", "so 64", "SO-64", "so64", "64", "000064", "2026-64", "26-000064", "so-2026-64",
     "PO-4500/1234567", "po4500", "4567", "1234567", "SN-77A-0019", "77a", "12,345.50", "12.345,50",
     "12345.50", "€ 12,345.50", "12345", "halsinge pumpe", "P-200 Pappersbruk"],
)  # fmt: skip
async def test_an_order_is_found_by_whatever_is_remembered_of_it(
    stage: Stage, reader: Person, deal: Deal, typed: str
) -> None:
    assert "SO-2026-000064" in (await names(reader, typed))[:5]


async def test_a_hit_says_what_tells_it_from_others(stage: Stage, reader: Person, deal: Deal) -> None:
    (hit,) = (await found(reader, "so-64"))["items"]
    assert hit == {
        "kind": "order",
        "id": str(deal.order_id),
        "name": "SO-2026-000064",
        "about": ["Hälsinge Pappersbruk AB"],
        "status": "shipped",
        "within": None,
        "within_kind": None,
    }


async def test_a_hit_shows_by_what_it_was_found(reader: Person, deal: Deal) -> None:
    for typed, shown in (
        ("po4500", "PO-4500/1234567"),
        ("SN-77A-0020", "SN-77A-0020"),
        ("pumpe halsinge", "Pumpe P-200"),
    ):
        hits = (await found(reader, typed, kinds="order"))["items"]
        assert shown in hits[0]["about"]


async def test_a_party_stands_before_its_documents(stage: Stage, reader: Person, deal: Deal) -> None:
    first, *others = await names(reader, "Hälsinge Pappersbruk")
    assert first == "Hälsinge Pappersbruk AB"
    assert {"SO-2026-000064", "Q-2026-000123", "INV-1", "DO-1"} <= set(others)


@pytest.mark.parametrize(
    "typed",
    ["Jörg Weiss", "weiß", "j.weiss@hilmer.example", "hilmer.example", "+49 (0)89 123-456", "+4989123456",
     "089 123456", "0049 89 123456", "123-456", "3456"],
)  # fmt: skip
async def test_a_contact_is_found_by_name_mail_and_telephone(
    reader: Person, jorg: ContactState, typed: str
) -> None:
    hits = (await found(reader, typed))["items"][:5]
    assert {(hit["name"], hit["within"], hit["within_kind"]) for hit in hits} >= {
        ("Jörg Weiß", str(jorg.party_id), "client")
    }


async def test_a_telephone_is_not_taken_for_numbers_of_documents(stage: Stage, reader: Person) -> None:
    party = client("Vesilaitos Kaukajärvi")
    aino = contact(party, "Aino Koskela", phone="+358 41 706 0046")
    await stage.hear(party, aino)
    for number in range(5):
        sale = Deal(party, [(PUMP, 1, "46")], date(2026, 3, 1))
        drafted = sale.drafted().model_copy(update={"number": f"SO-202{number}-000706", "customer_po": "46"})
        await stage.hear(drafted, correlation_id=sale.order_id)
    await until(lambda: names(reader, "Koskela"))
    assert (await found(reader, "706 0046"))["items"][0]["name"] == "Aino Koskela"


def contact(party: ClientRegistered, name: str, **more: str) -> ContactState:
    return ContactState(contact_id=new_id(), sequence=1, party_id=party.party_id, name=name, **more)


async def test_of_an_erased_contact_only_words_of_others_stay(stage: Stage, reader: Person) -> None:
    party = client("Åkesson Vattenteknik")
    person = contact(party, "Ragnhild Åkesson")
    await stage.hear(party, person)
    await until(lambda: names(reader, "Ragnhild"))
    await stage.hear_gone(person)
    await until(lambda: _finds_none(reader, "Ragnhild"))
    kept = await stage.rows("SELECT word FROM search_word WHERE word IN ('ragnhild', 'akesson')")
    assert [row["word"] for row in kept] == ["akesson"]


async def test_what_is_erased_while_it_is_looked_for_is_not_shown(stage: Stage) -> None:
    gone = {"id": new_id(), "kind": "contact", "texts": {"name": ["Ragnhild Åkesson"]}}
    assert await stage.service.database.read(hits.shown, [gone], 5) == []


async def _finds_none(reader: Person, typed: str) -> bool:
    return await names(reader, typed) == []


async def test_only_what_one_may_read_is_found(stage: Stage, deal: Deal) -> None:
    of_sale = ("Hälsinge Pappersbruk", "SO-64", "12,345.50")
    production = await stage.person("orders.read", scope="all")
    assert await names(production, of_sale[0]) == ["SO-2026-000064"]
    assert await names(production, of_sale[2]) == [], "an amount tells a price"
    stranger = await stage.person(*AREAS, "orders.prices", scope="own")
    assert [await names(stranger, typed) for typed in of_sale] == [[], [], []]
    owner = await stage.person(*AREAS, "orders.prices", scope="own", id=deal.owner_id)
    assert {"SO-2026-000064", "Q-2026-000123", "INV-1", "DO-1", "JO-1"} <= set(
        await names(owner, of_sale[0]) + await names(owner, "SO-1")
    )
    nobody = await stage.person("tickets.read")
    assert await names(nobody, of_sale[0]) == []


async def test_kinds_narrow_what_is_found(stage: Stage, reader: Person, deal: Deal) -> None:
    hits = (await found(reader, "Hälsinge", kinds="quote,invoice"))["items"]
    assert {hit["kind"] for hit in hits} == {"quote", "invoice"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": " -- "}, "q has 1 to 10 words"),
        ({"q": "a " * 11}, "q has 1 to 10 words"),
        ({"q": "a", "kinds": "order,lamp"}, "There is no kind lamp"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_what_can(
    reader: Person, asked: dict[str, str], said: str
) -> None:
    answer = await reader.get("/api/search", params=asked)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("typed", ["'", "\\", "a'b", "a\\'b:*", "& | !", "😀 x", "%_", "<->", "'':*"])
async def test_signs_mean_nothing_more_than_themselves(reader: Person, typed: str) -> None:
    answer = await reader.get("/api/search", params={"q": typed})
    assert answer.status_code in (200, 400)


async def test_every_serial_number_of_a_large_shipment_is_found(stage: Stage, reader: Person) -> None:
    sale = Deal(client("Torvmark Drift"), [(PUMP, 300, "10")], date(2025, 5, 6))
    serials = tuple(f"LX-{n:04}" for n in range(300))
    line = sale.shipped().lines[0].model_copy(update={"serial_numbers": serials})
    shipped = sale.shipped().model_copy(update={"lines": (line,)})
    await stage.hear(PUMP, sale.drafted(), shipped, correlation_id=sale.quote_id)
    for serial in (serials[0], serials[-1]):
        (hit,) = (await found(reader, serial))["items"]
        assert hit["about"][-1] == serial
