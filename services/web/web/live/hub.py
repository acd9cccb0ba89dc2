"""All open browsers of this replica, and the streams that they share; nothing here outlives the process."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable

from chassis.errors import TooMany
from chassis.http import Shares, on_termination
from chassis.language import N_
from web.gateway import Gateway
from web.live.parsing import written
from web.live.slots import Slot
from web.live.upstream import Feed
from web.live.wants import Bell, Followed, Want
from web.reading import Reader
from web.session import Session
from web.settings import Settings

LINGER = 5.0  # seconds that a stream waits for its browser, which may only be loading the next page
MOST_DRAWN = 128
EACH = 30  # browsers of one person
Render = Callable[[str, Want], str]  # the figures of a snapshot's JSON, as the page shows them


class Full(Exception):
    """This replica holds as many live connections as it may, or ends."""


class Hub:
    """Who follows what."""

    def __init__(self, gateway: Gateway, settings: Settings, render: Render) -> None:
        self.leaving = False
        self.slots: set[Slot] = set()
        self.feeds: dict[tuple[str, Followed, Reader], Feed] = {}
        self._gateway = gateway
        self._places = Shares(N_("live pages"), total=settings.most_streams, each=EACH)
        self._whose: dict[Slot, str] = {}
        self._render = render
        self._drawn: OrderedDict[tuple[str, Want, Reader], bytes] = OrderedDict()

    def begin(self) -> None:
        """Before the first request."""
        on_termination(self.leave)

    def leave(self) -> None:
        """The process ends: so do the streams; the browsers go to another replica or come again."""
        self.leaving = True
        for slot in self.slots:
            slot.end()

    async def close(self) -> None:
        """Let the streams go."""
        self.leave()
        for feed in self.feeds.values():
            feed.stop()

    def join(self, session: Session, wants: Iterable[Want], last: str) -> Slot:
        """A browser's place, following the bell and what it wants; raises Full."""
        if self.leaving:
            raise Full
        try:
            self._places.take(session.person_id)
        except TooMany as problem:
            raise Full from problem
        slot = Slot(last)
        self._whose[slot] = session.person_id
        self.slots.add(slot)
        followed: list[Followed] = [Bell(), *wants]
        for want in followed:
            self._feed(session, want).enter(slot)
        return slot

    def part(self, slot: Slot) -> None:
        """The browser has gone."""
        self.slots.discard(slot)
        if who := self._whose.pop(slot, ""):
            self._places.give_back(who)
        for key, feed in list(self.feeds.items()):
            feed.slots.discard(slot)
            if not feed.slots:
                asyncio.get_running_loop().call_later(LINGER, self._forget, key)

    def _feed(self, session: Session, want: Followed) -> Feed:
        key = f"{session.person_id} {session.claims.get('sid', '')}", want, Reader.now()
        feed = self.feeds.get(key)
        if feed is None or feed.ended:
            feed = self.feeds[key] = Feed(self._gateway, session, want, self._draw)
        feed.freshened(session)
        return feed

    def _forget(self, key: tuple[str, Followed, Reader]) -> None:
        feed = self.feeds.get(key)
        if feed is not None and not feed.slots:
            feed.stop()
            del self.feeds[key]

    def _draw(self, id: str, snapshot: str, want: Want) -> bytes:
        """The figures as they are sent; people of the same reach share an id, so one drawing serves all
        who read alike."""
        key = id, want, Reader.now()
        drawn = self._drawn.get(key)
        if drawn is None:
            content = json.dumps({"want": want.text, "html": self._render(snapshot, want)})
            drawn = self._drawn[key] = written("figures", content, id)
            if len(self._drawn) > MOST_DRAWN:
                self._drawn.popitem(last=False)
        return drawn
