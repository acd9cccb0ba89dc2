"""Groups: the same rows as the list, and sums that are the totals when they are added up."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from httpx2 import AsyncClient

from chassis.lists import subtotals as module
from chassis.tests.test_lists import put
from chassis.tests.web import Web, client, web
from contracts.event import new_id

__all__ = ["client", "web"]


@pytest.fixture
async def four(web: Web) -> UUID:
    """Two owners, two currencies, two years."""
    owner = new_id()
    december = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # January where the company is
    await put(web, "one", amount="100", owner=owner, created=datetime(2026, 11, 2, tzinfo=UTC))
    await put(
        web, "two", amount="50.5", owner=owner, status="closed", created=datetime(2026, 11, 30, tzinfo=UTC)
    )
    await put(web, "three", amount="7", currency="USD", created=december)
    await put(web, "four", created=december)
    return owner


async def grouped(client: AsyncClient, **parameters: str) -> dict[str | None, tuple[int, list[str]]]:
    answer = await client.get("/api/notes/groups", params=parameters)
    assert answer.status_code == 200, answer.text
    return {
        one["value"]: (
            one["count"],
            [f"{each['currency']} {each['amount']}" for each in one["sums"]["amount"]],
        )
        for one in answer.json()["groups"]
    }


@pytest.mark.usefixtures("four")
async def test_groups_count_and_add_up_each_currency_apart(client: AsyncClient) -> None:
    assert await grouped(client, by="status") == {
        "open": (3, ["EUR 100.00", "USD 7.00"]),
        "closed": (1, ["EUR 50.50"]),
    }


@pytest.mark.usefixtures("four")
async def test_periods_are_those_of_the_company_the_latest_first(client: AsyncClient) -> None:
    months = await grouped(client, by="created_at.month")
    assert list(months) == ["2027-01-01", "2026-11-01"]
    assert months["2026-11-01"] == (2, ["EUR 150.50"])
    assert list(await grouped(client, by="created_at.quarter")) == ["2027-01-01", "2026-10-01"]
    assert list(await grouped(client, by="created_at.year")) == ["2027-01-01", "2026-01-01"]


async def test_groups_are_of_what_is_filtered_and_by_people(client: AsyncClient, four: UUID) -> None:
    assert await grouped(client, by="owner_id", owner_id=str(four), status="closed") == {
        str(four): (1, ["EUR 50.50"])
    }


@pytest.mark.usefixtures("four")
async def test_more_groups_than_are_answered_are_counted(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    answer = (await client.get("/api/notes/groups", params={"by": "status"})).json()
    assert [one["value"] for one in answer["groups"]] == ["open"]
    assert answer["groups"][0]["sums"]["amount"][0] == {"amount": "100.00", "currency": "EUR"}
    assert (answer["of"], answer["count"]) == (2, 4)


async def test_nothing_filtered_is_no_group(client: AsyncClient) -> None:
    answer = (await client.get("/api/notes/groups")).json()
    assert answer == {"by": "status", "groups": [], "of": 0, "count": 0}


@pytest.mark.parametrize("by", ["amount", "created_at", "id", "created_at.week", "colour"])
async def test_what_rows_cannot_be_grouped_by_is_refused_with_what_they_can(
    client: AsyncClient, by: str
) -> None:
    answer = await client.get("/api/notes/groups", params={"by": by})
    assert answer.status_code == 400
    assert "status, owner_id, created_at.month" in answer.json()["detail"]


async def test_groups_hold_nothing_that_the_list_does_not_show(web: Web) -> None:
    me = await web.person("notes.read", scope="own")
    await put(web, "mine", owner=me, amount="1")
    await put(web, "another's", amount="100")
    async with web.client(me) as mine:
        assert await grouped(mine, by="status") == {"open": (1, ["EUR 1.00"])}
