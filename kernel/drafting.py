"""What quotes and orders take alike while they are drafts: whom, where to, payment terms, texts, freight."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.work import Work
from contracts.edge import AskedAddress, OneLine, Prose
from contracts.terms import DueRule
from contracts.values import Amount, PartyRef
from kernel.access import check_person
from kernel.agreement import Agreed
from kernel.copies import Parties
from kernel.copies.parties import reference
from kernel.payment_terms import agreed

Text = Annotated[Prose, Field(max_length=4000)]
Short = Annotated[OneLine, Field(max_length=200)]
TERMS = {"terms", "terms_id", "due"}


class DraftHead(BaseModel):
    """Fields of a draft that a seller may set; what is left out keeps its value or takes the client's."""

    model_config = ConfigDict(extra="forbid")

    distributor_id: UUID | None = None
    owner_id: UUID | None = None
    terms: Annotated[Text, Field(description="What is printed; alone it names an entry of the register")] = ""
    terms_id: Annotated[UUID | None, Field(description="Entry of the register of payment terms")] = None
    due: Annotated[DueRule | None, Field(description="For words that are no entry: when to pay")] = None
    project: Short = ""
    description: Text = ""
    lead_time_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    external_ref: Short = ""
    shipping_address: AskedAddress | None = None
    billing_address: AskedAddress | None = None
    freight: Annotated[Amount, Field(ge=0)] = Decimal(0)
    freight_treatment_id: Annotated[
        UUID | None, Field(description="Entry of the register of tax treatments; null for the default")
    ] = None


class Draft(Protocol):
    """A document that is being written."""

    version: int
    client_id: UUID
    owner_id: UUID
    distributor: PartyRef | None

    def agree(self, on: Agreed) -> None: ...


async def take_over(
    work: Work,
    draft: Draft,
    asked: DraftHead,
    parties: Parties,
    plain: Collection[str],
    when_given: Collection[str],
) -> None:
    """Take over the fields that the request names; a new draft has payment terms in any case.

    ``plain`` fields may be emptied; those of ``when_given`` stay where null is given. Raises Refused for
    payment terms, a person or a distributor that cannot be.
    """
    given = asked.model_fields_set
    if given & TERMS or draft.version == 0:
        clients = await parties.terms_of(work, draft.client_id)
        draft.agree(await agreed(work, Agreed.of(asked), clients, held=Agreed.of(draft)))
    for name in plain:
        if name in given:
            setattr(draft, name, getattr(asked, name))
    for name in when_given:
        if getattr(asked, name) is not None:
            setattr(draft, name, getattr(asked, name))
    await _name(work, draft, asked, parties)


async def _name(work: Work, draft: Draft, asked: DraftHead, parties: Parties) -> None:
    """Take over whom the request names anew: the owner and the distributor."""
    if asked.owner_id not in (None, draft.owner_id):
        await check_person(work, asked.owner_id, "/owner_id")
        draft.owner_id = asked.owner_id
    if "distributor_id" in asked.model_fields_set:
        draft.distributor = None
        if asked.distributor_id is not None:
            draft.distributor = reference(await parties.distributor(work, asked.distributor_id))
