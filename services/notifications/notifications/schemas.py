"""What goes over the wire: notices by thread, what is read, what is muted. Requests refuse unknown fields."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.language import _
from contracts.edge import OneLine


class NoticeView(BaseModel):
    """Something happened to a document; ``words`` are what a sentence about it needs.

    ``kind`` is what the event tells by its contract, such as quote-accepted or ticket-answered; or
    stands-still, of which administrators are told too, and which becomes goes-on, where nothing need be read.
    ``asks``: something is still to be done. ``document_open`` and ``deal_open`` say what the reader may open.
    """

    id: UUID
    kind: str
    document_kind: str
    document_id: UUID | None
    number: str
    title: str
    client_id: UUID | None
    client_name: str
    actor: UUID | None
    actor_name: str
    words: dict[str, Any]
    time: datetime
    asks: bool
    read_at: datetime | None
    document_open: bool
    deal_open: bool


class ThreadView(BaseModel):
    """All notices about one deal, or about one document outside of deals: the newest leads.

    ``earlier`` are the twenty before it; ``notices`` and ``unread`` count all of them.
    """

    thread_id: UUID
    newest: NoticeView
    earlier: list[NoticeView]
    notices: int
    unread: int


class Count(BaseModel):
    """How many threads hold something that is unread, and something that is asked."""

    unread: int
    asking: int


class NoticePage(Count):
    """Threads, by their newest notice; ``next`` is the id to ask for as ``before``, None at the end."""

    items: list[ThreadView]
    next: UUID | None


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class ReadNotices(Request):
    """Which notices were read: one, those of one thread, those up to one, or all when nothing is named."""

    notice_id: UUID | None = None
    thread_id: UUID | None = None
    up_to: UUID | None = Field(default=None, description="Id of the newest notice that was read")

    @model_validator(mode="after")
    def _one_at_most(self) -> "ReadNotices":
        if sum(each is not None for each in (self.notice_id, self.thread_id, self.up_to)) > 1:
            raise ValueError(_("Name one of notice_id, thread_id and up_to, or none of them"))
        return self


class Mute(Request):
    """What one does not want to be told of any more: a thread, or a kind of notices."""

    thread_id: UUID | None = None
    kind: OneLine | None = Field(default=None, min_length=1, max_length=60)

    @model_validator(mode="after")
    def _exactly_one(self) -> "Mute":
        if (self.thread_id is None) == (self.kind is None):
            raise ValueError(_("Name a thread_id or a kind"))
        return self


class MuteView(BaseModel):
    """Something that is muted; a thread with the document that it is called by."""

    id: UUID
    thread_id: UUID | None
    kind: str | None
    document_kind: str
    number: str
    client_name: str
    muted_at: datetime
