"""A company may want a decision of accounting before a new client gets credit."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from limits import credit, decide
from said import client, known, placed

from chassis.testing import Stage, before, running
from contracts.billing import CreditGranted, CreditLimitSet, CreditRefused


@pytest.fixture
async def careful() -> AsyncIterator[Stage]:
    """Billing of a company that lets new clients wait."""
    async with running("billing", new_clients_wait=True) as stage:
        yield stage


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
    version = (await credit(accountant, buyer))["version"]
    await decide(accountant, buyer, limit, version)
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
