"""A visit: one request of one person, with the session, the gateway and the person's arrangements at hand.

The middleware makes it, pages receive it, and what changed in it goes back as cookies with the answer.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Annotated, Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import MutableHeaders

from chassis.language import best_of
from web.api import identity
from web.gateway import Api, Gateway, SignedOut
from web.kept import Kept
from web.reading import Reader
from web.session import Seal, Session
from web.settings import Settings
from web.sidebar import Sidebar

SESSION, AFTER, SAID = "saleswire_session", "saleswire_after", "saleswire_said"
AFTER_SECONDS, SAID_SECONDS = 15, 20
THEMES, DENSITIES = ("system", "light", "dark"), ("default", "compact", "comfortable")
WAITABLE = re.compile(r"[a-z_-]+/[0-9a-f-]{36}/\d+(,[a-z_-]+/[0-9a-f-]{36}/\d+)*")
Message = MutableMapping[str, Any]


class House:
    """What all visits share: settings, the sidebar, connections, things kept for some seconds."""

    def __init__(self, settings: Settings, sidebar: Sidebar) -> None:
        self.settings = settings
        self.sidebar = sidebar
        self.seal = Seal(settings)
        self.gateway = Gateway(settings)
        self.me = Kept(settings.me_seconds)
        self.names = Kept(settings.names_seconds)
        self.columns = Kept(600)


class Visit:
    """One request of one person, or of nobody yet."""

    def __init__(self, house: House, request: Request) -> None:
        self.house = house
        self.request = request
        self._cookies = request.cookies
        self._opened = self._open()
        after = self._cookies.get(AFTER, "")
        trace = {"traceparent": given} if (given := request.headers.get("traceparent")) else {}
        self.api = Api(house.gateway, self._opened, after if WAITABLE.fullmatch(after) else "", trace)
        self._after = self.api.after
        self._set: SimpleCookie = SimpleCookie()
        self._me: identity.Me | None = None

    @property
    def company_zone(self) -> ZoneInfo:
        """By whose calendar business days begin."""
        return ZoneInfo(self.house.settings.company_zone)

    @property
    def reader(self) -> Reader:
        """In which language and by whose clocks the pages are.

        As the person chose; else as the browser asks, with the company's clocks; else as the company does.
        """
        asked = best_of(self.request.headers.get("accept-language", ""))
        language, zone = self.person.get("language"), self.person.get("zone")
        company = self._me["defaults"]["language"] if self._me else ""
        return Reader(language or asked or company, ZoneInfo(zone) if zone else self.company_zone)

    @property
    def today(self) -> str:
        """Today where the company is, as every service sees it."""
        return datetime.now(self.company_zone).date().isoformat()

    def _open(self) -> Session | None:
        value = self.house.seal.open("session", self._cookies.get(SESSION, ""))
        return Session(*value) if isinstance(value, list) and len(value) == 2 else None

    @property
    def session(self) -> Session:
        """The sign-in; raises SignedOut."""
        if self.api.session is None:
            raise SignedOut
        return self.api.session

    async def me(self) -> identity.Me:
        """Who this is and what they may do."""
        if self._me is None:
            known: identity.Me = await self.house.me.get(
                self._kept_as, lambda: self.api.get(identity.read_me())
            )
            self._me = known
            self.reader.begin()
        return self._me

    def forget_me(self) -> None:
        """Ask again who this is, with the next page."""
        self.house.me.forget(self._kept_as)

    @property
    def _kept_as(self) -> str:
        return self.session.person_id + str(self.session.claims.get("sid"))

    @property
    def person(self) -> Mapping[str, Any]:
        """Who this is, once that was asked; empty for nobody."""
        return self._me["person"] if self._me else {}

    @property
    def held(self) -> list[str]:
        """The permissions and wildcards that the person holds, in order."""
        return sorted({granted["permission"] for granted in self._me["permissions"]}) if self._me else []

    def may(self, permission: str) -> bool:
        """Whether the person holds a permission, for menus and buttons; the services decide."""
        return bool(set(self.held) & {"*", permission, f"{permission.split('.')[0]}.*"})

    def may_give(self, permission: str) -> bool:
        """Whether what the permission reaches goes beyond the person's own, so that it can be handed over."""
        names = {"*", permission, f"{permission.split('.')[0]}.*"}
        granted = self._me["permissions"] if self._me else []
        return any(one["permission"] in names and one["scope"] != "own" for one in granted)

    def to(self, place: str) -> str:
        """The address of a place that a section names, such as ``tickets``; a record has a ``way``."""
        return self.house.sidebar.to(place)

    def way(self, place: str, id: object) -> str:
        """The address of a record, to link it; empty when this person may not open it."""
        return self.house.sidebar.way(place, id, self.may)

    def page_of(self, kind: str, id: object) -> str:
        """The page of a deal's document; empty when it has none, or none for this person."""
        return self.house.sidebar.page_of(kind, id, self.may)

    @property
    def documents(self) -> Collection[str]:
        """The kinds of documents of a deal that have a page."""
        return self.house.sidebar.documents.keys()

    async def names(self) -> dict[str, str]:
        """Colleagues' names by id; none for whom colleagues have no names."""
        if not self.may("identity.read"):
            return {}
        return {row["id"]: row["name"] for row in await self._known_people()}

    async def colleagues(self, chosen: object = "") -> list[tuple[str, str]]:
        """Whom one may hand something to, by name: people who work here, and who is chosen already."""
        if not self.may("identity.read"):
            return []
        rows = await self._known_people()
        offered = [
            (row["id"], row["name"])
            for row in rows
            if row["id"] == chosen or (row["active"] and not row["machine"])
        ]
        return sorted(offered, key=lambda one: one[1].casefold())

    async def _known_people(self) -> list[identity.PeopleItem]:
        known: list[identity.PeopleItem] = await self.house.names.get("people", self._people)
        return known

    async def _people(self) -> list[identity.PeopleItem]:
        people: list[identity.PeopleItem] = []
        asked: dict[str, Any] = {"limit": 200, "cols": "id,name,active,machine"}
        while True:
            page = await self.api.get(identity.list_people(), asked)
            people += page["items"]
            if page["next"] is None or len(people) >= 10_000:
                return people
            asked["cursor"] = page["next"]

    @property
    def theme(self) -> str:
        """Light, dark, or as the system has it."""
        chosen = self._cookies.get("theme", "")
        return chosen if chosen in THEMES else "system"

    @property
    def density(self) -> str:
        """How high a row is."""
        chosen = self._cookies.get("density", "")
        return chosen if chosen in DENSITIES else "default"

    @property
    def folded(self) -> bool:
        """Whether the sidebar is folded."""
        return self._cookies.get("sidebar") == "folded"

    def said(self) -> list[dict[str, str]]:
        """Messages of the visit before, shown once."""
        try:
            told = json.loads(unquote(self._cookies.get(SAID, "")))
        except ValueError:
            return []
        if not isinstance(told, list):
            return []
        self.set_cookie(SAID, "", 0)
        return [one for one in told if isinstance(one, dict) and isinstance(one.get("text"), str)]

    def say(self, text: str, kind: str = "ok") -> None:
        """Show a message on the next page."""
        told = [{"text": text[:300], "kind": kind}]
        self.set_cookie(SAID, quote(json.dumps(told)), SAID_SECONDS)

    def sign_in(self, session: Session | None) -> None:
        """Go on as this sign-in, or as nobody."""
        self.api.session = session

    def set_cookie(self, name: str, value: str, seconds: int, readable: bool = False) -> None:
        """A cookie that goes with the answer; ``readable`` by our own scripts."""
        self._set[name] = value
        morsel = self._set[name]
        morsel["path"], morsel["max-age"], morsel["samesite"] = "/", seconds, "Lax"
        morsel["httponly"] = not readable
        morsel["secure"] = self.house.settings.secure

    def cookies(self) -> list[str]:
        """The Set-Cookie headers of this answer."""
        if self.api.session != self._opened:
            session = self.api.session
            value = self.house.seal.close("session", [session.access, session.refresh]) if session else ""
            self.set_cookie(SESSION, value, self.house.settings.session_seconds if session else 0)
        if self.api.after != self._after:
            self.set_cookie(AFTER, self.api.after, AFTER_SECONDS)
        return [morsel.OutputString() for morsel in self._set.values()]


class Visits:
    """ASGI middleware: a visit for every request, its cookies with the answer's head."""

    def __init__(self, app: Any, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = Visit(self.house, Request(scope, receive))
        scope.setdefault("state", {})["visit"] = visit

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for cookie in visit.cookies():
                    headers.append("set-cookie", cookie)
            await send(message)

        with visit.reader.reading():
            await self.app(scope, receive, sent)


async def _known(request: Request) -> Visit:
    visit: Visit = request.state.visit
    await visit.me()
    return visit


def _any(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


SignedIn = Annotated[Visit, Depends(_known)]  # a page for whom somebody must be signed in
Anybody = Annotated[Visit, Depends(_any)]


def needs(permission: str) -> Any:
    """A dependency of forms: they open only to those who may send them; the services decide anyway."""

    def check(visit: SignedIn) -> None:
        if not visit.may(permission):
            raise HTTPException(403)

    return Depends(check)
