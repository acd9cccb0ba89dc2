"""Signing in: one object for the process, with all that the public endpoints need.

Steps commit one by one: a failed guess must stay counted, and a stolen token must end its session,
although the answer is a refusal.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.language import _
from chassis.work import Database, Work
from contracts.text import folded
from identity import codes, keys, machines, passwords, sessions, throttle
from identity.browsers import Browsers
from identity.keys import Signer
from identity.models import person_table
from identity.oauth import Denied
from identity.passwords import Passwords
from identity.protocol import AuthorizeRequest, TokenRequest, Tokens
from identity.sessions import SignedIn
from identity.settings import Settings
from identity.tables import credential
from identity.throttle import Source
from identity.tokens import hint_of, session_of, tokens


class SignIn:
    """Checks credentials and gives tokens."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.passwords = Passwords(settings)
        self.signer = Signer(database, settings)
        self.browsers = Browsers(database, self.signer, settings)

    async def by_grant(self, asked: TokenRequest, address: str) -> Tokens:
        """Serve the token endpoint; raises Denied or Throttled."""
        grants: dict[str, Callable[[], Awaitable[SignedIn | None]]] = {
            "password": lambda: self._by_password(asked, address),
            "refresh_token": lambda: self.database.run(
                sessions.rotate, self.settings, asked.refresh_token, asked.client_id
            ),
            "authorization_code": lambda: self.database.run(codes.redeem, self.settings, asked),
            "client_credentials": lambda: self._by_client(asked),
        }
        grant = grants.get(asked.grant_type)
        if grant is None:
            raise Denied("unsupported_grant_type", _("Use one of %(grants)s.", grants=", ".join(grants)))
        signed_in = await grant()
        if signed_in is None:
            raise Denied("invalid_grant", _("This is not valid, or not any more. Sign in again."))
        return tokens(signed_in, await self.signer.key(), self.settings)

    async def _by_client(self, asked: TokenRequest) -> SignedIn:
        secret = asked.client_secret.get_secret_value()
        found = await self.database.run(machines.sign_in, self.settings, asked.client_id, secret)
        if found is None:
            raise Denied("invalid_client", _("This client is not known, or its secret is not valid."), 401)
        return found

    async def _by_password(self, asked: TokenRequest, address: str) -> SignedIn | None:
        source = Source.address(address)
        person_id = await self.person(asked.username, asked.password.get_secret_value(), source)
        client = self.settings.script_client
        return await self.database.run(sessions.start, self.settings, person_id, client, asked.scope)

    async def code(self, asked: AuthorizeRequest, username: str, secret: str, source: Source) -> str:
        """An authorization code for who gave the right password; raises Denied or Throttled."""
        person_id = await self.person(username, secret, source)
        return await self.database.run(codes.issue, self.settings, person_id, asked)

    async def prove(self, person_id: UUID, secret: str) -> None:
        """Check the password of who is signed in; raises Denied or Throttled, for this person alone."""
        found = await self.database.read(_username, person_id)
        await self.person(found, secret, Source.signed_in(person_id))

    async def person(self, username: str, secret: str, source: Source) -> UUID:
        """Who this is; raises Denied, the same for a wrong name and a wrong password, or Throttled."""
        name = folded(username)
        await self.database.run(throttle.count_attempt, name, source, self.settings)
        found = await self.database.run(_credential, name)
        right = await self.passwords.matches(found.hash if found else None, secret)
        if found is None or not right:
            raise Denied("invalid_grant", _("Username or password is wrong."))
        await self.database.run(throttle.take_back, name, source)
        if self.passwords.outdated(found.hash):
            rehashed = await self.passwords.hash(secret)
            await self.database.run(passwords.store, found.id, rehashed)
        person_id: UUID = found.id
        return person_id

    async def end(self, id_token: str) -> str | None:
        """End the session that an id token names, expired or not; its client, or None when it is not ours."""
        published = await self.database.read(keys.published, self.settings)
        known = hint_of(id_token, published, self.settings)
        if known is None:
            return None
        await self.database.run(sessions.end_session, known.person_id, known.session_id)
        return known.client_id

    async def revoke(self, token: str) -> None:
        """End the session of a refresh or access token; anything else is ignored (RFC 7009)."""
        if token.count(".") != 2:
            await self.database.run(sessions.end_family, token)
            return
        published = await self.database.run(keys.published, self.settings)
        known = session_of(token, published, self.settings)
        if known is not None:
            await self.database.run(sessions.end_session, *known)


async def _credential(work: Work, username: str) -> Any:
    people = person_table.c
    return (
        await work.execute(
            select(people.id, credential.c.hash)
            .join(credential, credential.c.person_id == people.id)
            .where(people.username == username, people.active)
        )
    ).one_or_none()


async def _username(work: Work, person_id: UUID) -> str:
    people = person_table.c
    return (await work.execute(select(people.username).where(people.id == person_id))).scalar() or ""
