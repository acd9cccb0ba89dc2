"""The pages over a stand-in for the gateway: it answers what a test tells it, and remembers the questions."""

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr

from stand_ins.answers import Answer, column, listed, refused, said, totalled
from stand_ins.described import undescribed
from stand_ins.identity import PERSON, granted, me, person_row
from web.app import create_app
from web.session import Session
from web.settings import Settings
from web.visit import SESSION, House

__all__ = ["ORIGIN", "PERSON", "Stage", "column", "listed", "refused", "said", "staged", "token", "totalled"]
ORIGIN = "http://pages.example"


def token(person: str = PERSON, seconds: int = 600) -> str:
    """An access token as identity gives it, as far as the pages read it."""
    claims = {"sub": person, "sid": "s", "exp": time.time() + seconds}
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{part}.x"


@dataclass
class StandIn:
    """The gateway as the pages see it."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    asked: list[httpx2.Request] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # answers that no service would give

    def on(self, method: str, path: str, answer: Answer) -> None:
        """Answer this from now on."""
        self.answers[method, path] = answer

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """What was told for it, else 404."""
        self.asked.append(request)
        found = self.answers.get((request.method, request.url.path))
        response = found(request) if found else refused(404, "Not found")(request)
        self.wrong += undescribed(request, response)
        return response

    def sent(self, method: str, path: str) -> list[httpx2.Request]:
        """The requests of this kind, in order."""
        return [one for one in self.asked if (one.method, one.url.path) == (method, path)]


@dataclass
class Stage:
    """The pages, the stand-in behind them, and a browser in front of them."""

    gateway: StandIn
    browser: httpx2.AsyncClient
    house: House
    app: FastAPI

    def sign_in(self, *permissions: str, seconds: int = 600) -> None:
        """Go on as somebody who holds these permissions."""
        sealed = self.house.seal.close("session", [token(seconds=seconds), "refresh-1"])
        self.browser.cookies.set(SESSION, sealed, domain="pages.example")
        held = [granted(one) for one in (*permissions, "identity.read")]
        self.gateway.on("GET", "/api/identity/me", said(me(permissions=held)))
        self.gateway.on("GET", "/api/identity/people", listed(person_row(id=PERSON, name="Nora Berg")))

    async def post(self, path: str, files: Any = None, **fields: Any) -> httpx2.Response:
        """A form of our own page."""
        named = {name.replace("__", "."): value for name, value in fields.items()}
        told = {"Sec-Fetch-Site": "same-origin"}
        return await self.browser.post(path, data=named, files=files, headers=told)

    def session(self) -> Session | None:
        """The sign-in in the browser's cookie."""
        sealed = self.browser.cookies.get(SESSION) or ""
        value = self.house.seal.open("session", sealed)
        return Session(*value) if value else None


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """The pages, ready to be visited; at the end AssertionError tells what the stand-in made up."""
    gateway = StandIn()
    app = create_app(Settings(public_origin=ORIGIN, web_secret=SecretStr("secret")))
    house: House = app.state.house
    await house.gateway.client.aclose()
    house.gateway.client = httpx2.AsyncClient(
        base_url="http://gateway", transport=httpx2.MockTransport(gateway.answer)
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(base_url=ORIGIN, transport=transport) as browser:
        yield Stage(gateway, browser, house, app)
    await house.gateway.close()
    if gateway.wrong:
        raise AssertionError("\n".join(gateway.wrong))
