"""What the search answers."""

from uuid import UUID

from pydantic import BaseModel, Field

from chassis.errors import Malformed
from chassis.language import _
from contracts.remembered import Kind

KINDS = ", ".join(Kind)


class Hit(BaseModel):
    """A record that was found. ``name`` is what it is called, ``about`` what tells it from others."""

    kind: Kind
    id: UUID
    name: str
    about: list[str]
    status: str = Field(description="Status of a document, empty for others")
    within: UUID | None = Field(description="The party that a contact is at, the order that work is for")
    within_kind: Kind | None


class Found(BaseModel):
    """Hits, the likeliest first; ``read_as`` is how the words were read where nothing holds them as typed."""

    items: list[Hit]
    read_as: str | None = None


def kinds_of(given: str) -> list[Kind]:
    """The kinds that are listed with commas, all without any; raises Malformed for what is none."""
    names = given.split(",") if given else list(Kind)
    if unknown := [name for name in names if name not in Kind.__members__.values()]:
        raise Malformed(
            _("There is no kind %(kind)s; kinds names some of %(kinds)s.", kind=unknown[0][:40], kinds=KINDS)
        )
    return [Kind(name) for name in names]
