"""By which name a document calls its client: the one it was written with, and the present one beside it."""

from typing import Protocol
from uuid import UUID

from sqlalchemy import Table, case, literal, update

from chassis.work import Work
from contracts.values import PartyRef


class Named(Protocol):
    """A document; ``client_now`` is the client's present name, empty while that is ``client_name``."""

    client: PartyRef
    client_name: str
    client_now: str


def take_present_name(document: Named) -> None:
    """Call the client as it is called now, which a document that is still being written does."""
    if document.client_now:
        document.client = document.client.model_copy(update={"name": document.client_now})
        document.client_name, document.client_now = document.client_now, ""


async def note_present_name(work: Work, documents: Table, client_id: UUID, name: str) -> None:
    """Note a client's present name on its documents; none of them changes by it."""
    c = documents.c
    now = case((c.client_name == name, ""), else_=literal(name))
    await work.execute(
        update(documents).where(c.client_id == client_id, c.client_now != now).values(client_now=now)
    )
