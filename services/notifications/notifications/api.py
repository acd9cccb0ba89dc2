"""Routes of notifications: one's own notices, the bell, what was read and what is muted."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from chassis.http import SIGNED_IN, Router, operation, route_of
from chassis.streaming import EventStream
from chassis.work import Work
from notifications import commands, mutes, queries
from notifications.live import Live
from notifications.schemas import Count, Mute, MuteView, NoticePage, ReadNotices

router = Router(prefix="/api/notifications", tag="notifications")


@router.query("", permission=SIGNED_IN)
async def read_notifications(
    work: Work,
    before: Annotated[UUID | None, Query(description="The next of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    unread: Annotated[bool, Query(description="Only what was not read")] = False,
    asking: Annotated[bool, Query(description="Only what still asks something of the reader")] = False,
) -> NoticePage:
    """What others did that concerns one, and what waits for one, by deal or document, newest first."""
    return await queries.threads(work, before, limit, unread=unread, asking=asking)


async def watch_notifications(request: Request) -> Response:
    """The bell as server-sent events: ``notices`` with the counts at once and within a second of each change.

    Comments are heartbeats, every 15 s at most. ``end`` says why the stream ends: token-expired,
    access-changed or shutdown.
    """
    return await _live(request).stream(request)


_watch = route_of(watch_notifications, "GET", router.prefix + "/stream", 200, permission=SIGNED_IN)
router.declare(
    "/stream", _watch, openapi_extra=operation(_watch), response_model=None, response_class=EventStream
)


@router.command("POST", "/read", permission=SIGNED_IN, idempotent=False)
async def mark_notifications_read(work: Work, request: Request, body: ReadNotices) -> Count:
    """Note that one's notices were read: one, a thread's, up to one, or all. Again changes nothing."""
    work.afterwards.append(_live(request).viewers.ring)
    return await commands.read_notices(work, body)


@router.query("/mutes", permission=SIGNED_IN)
async def read_mutes(work: Work) -> list[MuteView]:
    """What one has muted, the newest first."""
    return await mutes.muted(work)


@router.command("POST", "/mutes", permission=SIGNED_IN, idempotent=False)
async def mute_notifications(work: Work, request: Request, body: Mute) -> MuteView:
    """Be told nothing more of a deal or document, or of a kind. Again is the same mute."""
    work.afterwards.append(_live(request).viewers.ring)
    return await mutes.one(work, await commands.mute_notices(work, body))


@router.command("DELETE", "/mutes/{mute_id}", permission=SIGNED_IN, idempotent=False, status=204)
async def unmute_notifications(work: Work, request: Request, mute_id: UUID) -> None:
    """Be told of it again."""
    work.afterwards.append(_live(request).viewers.ring)
    await commands.unmute_notices(work, mute_id)


def _live(request: Request) -> Live:
    live: Live = request.app.state.live
    return live
