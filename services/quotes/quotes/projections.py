"""Copies of others' facts: registers, parties, products, price lists; contacts by id. Replay at will."""

from collections.abc import Sequence

from sqlalchemy import delete

from chassis.inbound import Received, upsert_newer
from chassis.work import Work
from contracts.crm import ContactState
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import remembered
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.tax_treatments import TAX_TREATMENTS
from kernel.units import UNITS
from quotes.tables import PARTIES, PRICE_LISTS, PRODUCTS, contact_copy

project = remembered(
    COLLEAGUES, COMPANY, CURRENCIES, UNITS, PAYMENT_TERMS, TAX_TREATMENTS, PARTIES, PRODUCTS, PRICE_LISTS
)


@project.on_state(ContactState)
async def copy_contacts(work: Work, batch: Sequence[Received[ContactState]]) -> None:
    """At which party each contact is; of who was erased, nothing stays."""
    latest = {received.aggregate_id: received.event for received in batch}
    rows = [
        {"id": id, "version": state.sequence, "party_id": state.party_id}
        for id, state in latest.items()
        if state is not None
    ]
    await upsert_newer(work, contact_copy, rows)
    erased = [id for id, state in latest.items() if state is None]
    if erased:
        await work.execute(delete(contact_copy).where(contact_copy.c.id.in_(sorted(erased))))
