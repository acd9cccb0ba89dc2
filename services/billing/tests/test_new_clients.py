"""A company may want a decision of accounting before a new client gets credit."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from said import client, known, placed

from chassis.testing import Person, Stage, running
from chassis.testing_migrations import before
from contracts.billing import CreditGranted, CreditLimitSet, CreditRefused
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


async def test_who_had_a_limit_before_counts_as_decided() -> None:
    decided, new = UUID(int=1), UUID(int=2)
    async with before("billing", "0009") as old:
        for id in (decided, new):
            await old.add("credit_account", id=id)
        await old.add("journal", position=1, type=CreditLimitSet.type, aggregate_id=decided)
        await old.go_on()
        assert await old.column("SELECT id FROM credit_account WHERE decided") == [decided]
