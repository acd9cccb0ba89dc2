"""The first start: a signing key, the built-in roles, the company's profile, the first administrator.

Safe under several replicas that start together: each step happens under one advisory lock.
"""

import logging
import os
import secrets
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from chassis.service import Service
from chassis.work import Work, seeded
from identity import keys
from identity.commands.company import take_over_profile
from identity.commands.people import join_person
from identity.commands.structure import define_built_in
from identity.models import ADMINISTRATOR, person_table
from identity.passwords import Passwords
from identity.schemas import JoinPerson
from identity.settings import Settings

log = logging.getLogger("identity.seed")


async def first_start(service: Service) -> None:
    """Before the first request; on later starts only changed built-in roles are defined again."""
    settings = service.settings
    assert isinstance(settings, Settings)
    await seeded(service.database, seed, settings)
    if await service.database.read(_is_empty):
        hashed = await _first_hash(settings, service.app.state.sign_in.passwords)
        if hashed is not None:
            await seeded(service.database, first_administrator, settings, hashed)


async def seed(work: Work, settings: Settings) -> None:
    """Make the signing key, the roles that are missing, and the company's profile."""
    await keys.ensure(work, settings)  # takes the lock, until the commit
    await define_built_in(work)
    await take_over_profile(work, settings)


async def first_administrator(work: Work, settings: Settings, hashed: str) -> None:
    """Let the administrator join unless somebody else is here by now."""
    await keys.one_at_a_time(work)
    if await _is_empty(work):
        asked = JoinPerson(username=settings.admin_username, name="Administrator", roles=[ADMINISTRATOR])
        await join_person(work, asked, hashed)
        log.info("The first administrator is %s.", settings.admin_username)


async def _is_empty(work: Work) -> bool:
    return (await work.execute(select(1).select_from(person_table).limit(1))).first() is None


async def _first_hash(settings: Settings, passwords: Passwords) -> str | None:
    secret = settings.administrator_secret or _from_file(settings.admin_secret_file)
    if secret is None:
        log.warning("Nobody can sign in: SALESWIRE_ADMIN_SECRET_FILE names no file for the first secret.")
        return None
    return await passwords.hash(secret.get_secret_value())


def _from_file(path: Path | None) -> SecretStr | None:
    if path is None:
        return None
    if not path.exists():
        _make(path)
    return SecretStr(path.read_text().strip())


def _make(path: Path) -> None:
    # linked into place whole, so that nobody ever reads half a secret; who comes second uses the first's
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        log.info("Another process made the first secret.")
    finally:
        draft.unlink()
