"""Signing in by password, and the tokens that come of it: renewed before they end, once for all who ask."""

import asyncio
import time
from collections.abc import Mapping

import httpx2

from client.answers import RefusedByApi, understood
from client.repeating import Patience

MARGIN = 30.0  # seconds before its end at which an access token is renewed
TOKENS = "/api/auth/token"
CLIENT = "script"  # as identity registers programs that sign in by password


class SignIn:
    """One person's tokens; nobody's while there are no credentials."""

    def __init__(self, http: httpx2.AsyncClient, patience: Patience, username: str, password: str) -> None:
        self.username, self._password = username, password
        self._http, self._patience = http, patience
        self._renewing = asyncio.Lock()
        self._access, self._refresh, self._ends = "", "", 0.0

    async def by_password(self, username: str, password: str) -> None:
        """Sign in; raises RefusedByApi when the password is wrong."""
        self.username, self._password = username, password
        await self._take({"grant_type": "password", "username": username, "password": password})

    async def token(self) -> str:
        """An access token that holds for some seconds yet; empty for nobody."""
        if self.username and time.monotonic() > self._ends - MARGIN:
            await self.renew(self._access)
        return self._access

    async def renew(self, used: str) -> None:
        """Another token than the used one; by password when there is no refresh token that is taken."""
        async with self._renewing:
            if self._access != used:
                return None
            if not self._refresh:
                return await self.by_password(self.username, self._password)
            try:
                await self._take({"grant_type": "refresh_token", "refresh_token": self._refresh})
            except RefusedByApi:
                await self.by_password(self.username, self._password)

    async def _take(self, form: Mapping[str, str]) -> None:
        asked = time.monotonic()
        answer = await self._patience.ask(self._http, "POST", TOKENS, data={"client_id": CLIENT, **form})
        taken = understood("POST", TOKENS, answer).body
        self._access, self._refresh = taken["access_token"], taken["refresh_token"]
        self._ends = asked + float(taken["expires_in"])
