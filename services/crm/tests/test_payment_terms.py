"""A client may have payment terms of the register, which its documents begin with."""

from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Stage
from contracts.billing import PaymentTermsIssued, PaymentTermsWithdrawn
from contracts.crm import ClientRegistered, PartyRevised
from contracts.event import new_id
from contracts.terms import DueRule


async def test_a_clients_terms_are_of_the_register_and_are_said(live: Stage, register: Any) -> None:
    leader = await live.person()
    early = await register(leader, "Norrland Skog AB", terms_id=str(uuid4()))
    assert (early.status_code, early.headers["retry-after"]) == (503, "1")
    terms = PaymentTermsIssued(
        payment_terms_id=new_id(), name="60 days net", text="60 days", due=DueRule(net_days=60)
    )
    await live.hear(terms)
    unknown = await register(leader, "Norrland Skog AB", terms_id=str(uuid4()))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/terms_id")
    assert "60 days net" in unknown.json()["detail"]
    answer = await register(leader, "Norrland Skog AB", terms_id=str(terms.payment_terms_id))
    party = answer.json()
    said = await live.said(ClientRegistered, party_id=UUID(party["id"]))
    assert said[0].terms_id == terms.payment_terms_id
    await live.hear(PaymentTermsWithdrawn(payment_terms_id=terms.payment_terms_id))
    path = f"/api/crm/clients/{party['id']}"
    assert (await leader.patch(path, {"notes": "slow"}, version=1)).status_code == 200
    assert (await leader.patch(path, {"terms_id": None}, version=2)).json()["terms_id"] is None
    assert (await live.said(PartyRevised, 2, party_id=UUID(party["id"])))[-1].terms_id is None


async def test_accounting_sets_a_clients_terms_and_nothing_else(live: Stage, register: Any) -> None:
    leader = await live.person()
    terms = PaymentTermsIssued(
        payment_terms_id=new_id(), name="14 days net", text="14 days", due=DueRule(net_days=14)
    )
    await live.hear(terms)
    party = (await register(leader, "Alpenmolkerei GmbH")).json()
    path, asked = f"/api/crm/clients/{party['id']}", {"terms_id": str(terms.payment_terms_id)}
    accountant = await live.person("crm.read", "crm.terms")
    unknown = await accountant.put(f"{path}/terms", {"terms_id": str(uuid4())}, version=1)
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/terms_id")
    answer = await accountant.put(f"{path}/terms", asked, version=1)
    assert (answer.status_code, answer.json()["terms_id"]) == (200, asked["terms_id"])
    said = await live.said(PartyRevised, party_id=UUID(party["id"]))
    assert (said[-1].terms_id, said[-1].name) == (terms.payment_terms_id, "Alpenmolkerei GmbH")
    assert (await accountant.put(f"{path}/terms", {}, version=2)).status_code == 422
    assert (await accountant.patch(path, asked, version=2)).status_code == 403
    reader = await live.person("crm.read")
    assert (await reader.put(f"{path}/terms", asked, version=2)).status_code == 403
