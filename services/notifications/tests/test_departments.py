"""Departments, and those who hold a permission, are asked what waits for one of them, until it is done."""

from typing import Any
from uuid import UUID

import pytest
from story import Deal, kinds, notices, others, page, seller

from chassis.testing import Person, Stage, example
from contracts.event import Event, new_id
from contracts.fulfillment import (
    DeliveryOrderOpened,
    DeliveryOrderReady,
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseCancelled,
    PurchaseRequested,
    ShipmentDispatched,
)
from contracts.identity import TeamFormed
from contracts.orders import OrderCancelled

WORKS = ("orders.read", "fulfillment.*")


async def of_department(stage: Stage, department: str, *more: str) -> Person:
    """Somebody in a team of that department."""
    team = TeamFormed(team_id=new_id(), name=department, department=department)
    await stage.hear(team)
    return await stage.person(*WORKS, *more, team_id=team.team_id)


async def waits(person: Person, id: UUID) -> list[str]:
    """What a document asks of somebody now."""
    return [each["kind"] for each in await notices(person, asking="true") if each["document_id"] == str(id)]


async def placed(stage: Stage) -> Deal:
    """An order of a seller's."""
    deal = Deal((await seller(stage)).id)
    await others(stage, deal, deal.drafted(), deal.placed())
    return deal


@pytest.mark.feature("QU-G-03")
async def test_an_order_with_credit_waits_for_operations_until_it_is_released(stage: Stage) -> None:
    operations, production = (
        await of_department(stage, "operations"),
        await of_department(stage, "production"),
    )
    deal = await placed(stage)
    await others(stage, deal, deal.cleared())
    assert await waits(operations, deal.order_id) == ["order-to-release"]
    assert await waits(production, deal.order_id) == []
    await others(stage, deal, deal.released())
    assert await waits(operations, deal.order_id) == []
    assert str(deal.order_id) not in {each["document_id"] for each in await notices(operations)}


@pytest.mark.feature("QU-G-03")
async def test_a_held_order_waits_for_those_who_decide_credit_and_for_no_administrator(stage: Stage) -> None:
    accounting = await stage.person("billing.*", "orders.read")
    administrator, reader = await stage.person(), await stage.person("billing.read", "orders.read")
    for end in ("cleared", "cancelled"):
        deal = await placed(stage)
        await others(stage, deal, deal.held())
        assert await waits(accounting, deal.order_id) == ["credit-to-decide"]
        assert await waits(administrator, deal.order_id) == await waits(reader, deal.order_id) == []
        cancelled = example(OrderCancelled, order_id=deal.order_id)
        await others(stage, deal, deal.cleared() if end == "cleared" else cancelled)
        assert await waits(accounting, deal.order_id) == []


async def test_amounts_are_for_those_who_may_see_what_customers_pay(stage: Stage) -> None:
    deal = await placed(stage)
    await others(stage, deal, deal.held())
    for priced in (True, False):
        accounting = await stage.person("billing.*", "orders.read", *(("orders.prices",) if priced else ()))
        (one,) = [each for each in await notices(accounting) if each["document_id"] == str(deal.order_id)]
        assert ("amount" in one["words"], "currency" in one["words"]) == (priced, priced)


async def test_whoever_may_not_read_orders_is_not_asked_about_one(stage: Stage) -> None:
    accounting = await stage.person("billing.*")
    deal = await placed(stage)
    await others(stage, deal, deal.held())
    assert await waits(accounting, deal.order_id) == []


@pytest.mark.feature("QU-G-03")
async def test_what_is_to_be_made_bought_and_dispatched_waits_where_it_is_done(stage: Stage) -> None:
    people = {name: await of_department(stage, name) for name in ("production", "purchasing", "operations")}
    deal = await placed(stage)
    job, purchase, delivery = new_id(), new_id(), new_id()
    named: dict[str, Any] = {"order_id": deal.order_id, "order_number": "SO-1"}
    begun: list[Event] = [
        example(JobOrderRequested, job_order_id=job, number="J-1", product_name="Gateway", **named),
        example(PurchaseRequested, purchase_request_id=purchase, number="P-1", **named),
        example(DeliveryOrderOpened, delivery_order_id=delivery, number="D-1", client=deal.party, **named),
        example(DeliveryOrderReady, delivery_order_id=delivery, order_id=deal.order_id),
    ]
    await others(stage, deal, *begun)

    async def asked(id: UUID) -> dict[str, list[str]]:
        return {name: found for name, person in people.items() if (found := await waits(person, id))}

    assert await asked(job) == {"production": ["job-order-requested"]}
    assert await asked(purchase) == {name: ["purchase-requested"] for name in ("purchasing", "operations")}
    assert await asked(delivery) == {"operations": ["delivery-ready"]}
    (made,) = [each for each in await notices(people["production"]) if each["document_id"] == str(job)]
    assert (made["number"], made["title"], made["words"]["order_number"]) == ("J-1", "Gateway", "SO-1")
    await others(
        stage,
        deal,
        example(JobOrderCompleted, job_order_id=job, order_id=deal.order_id),
        example(PurchaseCancelled, purchase_request_id=purchase, order_id=deal.order_id),
        example(ShipmentDispatched, delivery_order_id=delivery, order_id=deal.order_id),
    )
    for id in (job, purchase, delivery):
        assert await asked(id) == {}


async def test_what_waits_is_asked_of_whoever_set_off_a_rule_and_not_of_whoever_did_it(stage: Stage) -> None:
    operations = await of_department(stage, "operations")
    deal = await placed(stage)
    await others(stage, deal, deal.cleared(), actor=operations.id)
    assert await waits(operations, deal.order_id) == []
    ruled = await placed(stage)
    rule = {"correlation_id": ruled.quote_id, "actor": operations.id, "via": "reaction:orders.reactions"}
    await stage.hear(ruled.cleared(), **rule)
    assert await waits(operations, ruled.order_id) == ["order-to-release"]


async def test_a_deal_asks_and_tells_in_one_line(stage: Stage) -> None:
    owner = await of_department(stage, "operations", "trace.read")
    deal = Deal(owner.id)
    await others(stage, deal, deal.drafted(), deal.placed(), deal.held(), deal.cleared())
    (thread,) = [each for each in (await page(owner))["items"] if each["thread_id"] == str(deal.quote_id)]
    assert thread["notices"] == 2
    assert "order-to-release" in await kinds(owner, asking="true")
