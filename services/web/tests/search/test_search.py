"""The search over everything: hits of every kind with their pages, and how the words were read."""

import pytest
from stand_ins import Stage, listed, refused
from stand_ins.markup import one_line
from stand_ins.reporting import CLIENT, ORDER, SEARCH, found, hit

ORDER_HIT = hit(kind="order", id=ORDER, name="SO-2026-000064", about=["Vesi", "Dryer hall"], status="shipped")


@pytest.fixture(autouse=True)
def _seller(stage: Stage) -> None:
    stage.sign_in("crm.read", "orders.read")


async def palette(stage: Stage, q: str) -> str:
    answer = await stage.browser.get("/search/palette", params={"q": q})
    assert answer.status_code == 200
    return one_line(answer.text)


async def test_hits_stand_in_the_order_of_the_index_with_kind_and_status(stage: Stage) -> None:
    stage.gateway.on("GET", SEARCH, found(ORDER_HIT, hit()))
    shown = await palette(stage, "vesi")
    order, client = shown.index(f'href="/orders/{ORDER}"'), shown.index(f'href="/clients/{CLIENT}"')
    assert order < client
    for said in (
        "SO-2026-000064",
        "Vesi · Dryer hall",
        "Sales order",
        "Fulfilled",
        "Tallinna Vesi",
        "Client",
    ):
        assert said in shown


async def test_a_contact_leads_to_the_party_that_it_is_at(stage: Stage) -> None:
    stage.gateway.on(
        "GET", SEARCH, found(hit(kind="contact", name="Jaan", within=CLIENT, within_kind="client"))
    )
    shown = await palette(stage, "jaan")
    assert f'href="/clients/{CLIENT}"' in shown
    assert "Contact" in shown


async def test_it_says_how_words_were_read_that_nothing_holds(stage: Stage) -> None:
    stage.gateway.on("GET", SEARCH, found(hit(), read_as="vesi"))
    assert "Nothing holds “vessi”. This is what holds “vesi”." in await palette(stage, "vessi")
    page = (await stage.browser.get("/search", params={"q": "vessi"})).text
    assert "Nothing holds “vessi”. This is what holds “vesi”." in page


async def test_a_search_that_does_not_answer_leaves_actions_and_sections(stage: Stage) -> None:
    stage.gateway.on("GET", SEARCH, refused(503, "Not now"))
    assert 'href="/orders"' in await palette(stage, "orders")


async def test_tickets_are_found_by_their_own_list(stage: Stage) -> None:
    stage.sign_in("tickets.read")
    stage.gateway.on("GET", SEARCH, found())
    stage.gateway.on("GET", "/api/tickets", listed())
    await palette(stage, "leak")
    (asked,) = stage.gateway.sent("GET", "/api/tickets")
    assert asked.url.params["q"] == "leak"
