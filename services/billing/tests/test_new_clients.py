"""A company may want a decision of accounting before a new client gets credit."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from said import client, known, placed

from chassis.testing import Person, Stage, running
from contracts.billing import CreditGranted, CreditRefused
from contracts.values import PartyRef


@pytest.fixture
async def careful() -> AsyncIterator[Stage]:
    """Billing of a company that lets new clients wait."""
    async with running("billing", new_clients_wait=True) as stage:
        yield stage


async def decide(stage: Stage, on: PartyRef, amount: str | None) -> None:
    accountant = await stage.person("billing.*")
    limit = None if amount is None else {"amount": amount, "currency": "EUR"}
    version = (await credit(accountant, on))["version"]
    path = f"/api/billing/credit/{on.id}"
    answer = await accountant.put(path, {"limit": limit}, version=version)
    assert answer.status_code == 200, answer.text


async def credit(accountant: Person, of: PartyRef) -> Any:
    return (await accountant.get(f"/api/billing/credit/{of.id}")).json()


@pytest.mark.parametrize("limit", ["5000", None])
async def test_a_new_client_waits_until_accounting_has_decided(careful: Stage, limit: str | None) -> None:
    buyer = client()
    await known(careful, buyer)
    accountant = await careful.person("billing.*")
    assert (await credit(accountant, buyer))["undecided"]
    first = placed(buyer)
    await careful.hear(first)
    [refused] = await careful.said(CreditRefused, order_id=first.order_id)
    assert (refused.undecided, refused.limit.amount, refused.excess) == (True, 0, refused.amount)
    await decide(careful, buyer, limit)
    assert await careful.said(CreditGranted, order_id=first.order_id)
    assert not (await credit(accountant, buyer))["undecided"]
    second = placed(buyer)
    await careful.hear(second)
    assert await careful.said(CreditGranted, order_id=second.order_id)


async def test_a_limit_from_before_counts_as_decided(careful: Stage) -> None:
    """The column came later: the journal tells who had a decision."""
    decided, new = client(), client()
    for buyer in (decided, new):
        await known(careful, buyer)
        await careful.hear(placed(buyer))
    await decide(careful, decided, "5000")
    migration = Path(__file__).parents[1] / "migrations" / "versions" / "0010_decided_limits.py"
    names: dict[str, Any] = {}
    exec(migration.read_text(), names)  # noqa: S102  # the migration as it is
    connection = await asyncpg.connect(careful.url)
    await connection.execute("ALTER TABLE credit_account DROP COLUMN decided")
    await connection.execute(names["DECIDED"])
    found = dict(await connection.fetch("SELECT id, decided FROM credit_account"))
    await connection.close()
    assert (found[decided.id], found[new.id]) == (True, False)
