"""A client's credit as accounting sees and decides it."""

from typing import Any

from chassis.testing import Person
from contracts.values import PartyRef


async def credit(accountant: Person, of: PartyRef) -> Any:
    """How the client's credit stands."""
    return (await accountant.get(f"/api/billing/credit/{of.id}")).json()


async def decide(accountant: Person, on: PartyRef, amount: str | None, version: int = 0) -> Any:
    """Limit the client to so many euros, or say that there is no limit."""
    limit = None if amount is None else {"amount": amount, "currency": "EUR"}
    answer = await accountant.put(f"/api/billing/credit/{on.id}", {"limit": limit}, version=version)
    assert answer.status_code == 200, answer.text
    return answer.json()
