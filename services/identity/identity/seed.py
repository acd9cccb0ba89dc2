"""The first start: a signing key, the built-in roles, and an administrator when there is nobody yet.

Safe under several replicas that start together: all of it happens under one advisory lock.
"""

import logging
import os
import secrets
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from chassis.seeding import seeded
from chassis.service import Service
from chassis.work import Work
from identity import keys
from identity.commands.people import join_person
from identity.commands.structure import define_built_in
from identity.documents import JoinPerson
from identity.models import ADMINISTRATOR, person_table
from identity.passwords import Passwords
from identity.settings import Settings

log = logging.getLogger("identity.seed")


async def first_start(service: Service) -> None:
    """Before the first request; on later starts only changed built-in roles are defined again."""
    settings = service.settings
    assert isinstance(settings, Settings)
    await seeded(service.database, seed, settings, service.app.state.sign_in.passwords)


async def seed(work: Work, settings: Settings, passwords: Passwords) -> None:
    """Make what is missing."""
    await keys.ensure(work, settings)  # takes the lock, until the commit
    await define_built_in(work)
    if (await work.execute(select(1).select_from(person_table).limit(1))).first() is None:
        await _administrator(work, settings, passwords)


async def _administrator(work: Work, settings: Settings, passwords: Passwords) -> None:
    secret = settings.administrator_secret or _from_file(settings.admin_secret_file)
    if secret is None:
        log.warning("Nobody can sign in: SALESWIRE_ADMIN_SECRET_FILE names no file for the first secret.")
        return
    asked = JoinPerson(
        username=settings.admin_username, name="Administrator", roles=[ADMINISTRATOR], password=secret
    )
    await join_person(work, asked, passwords)
    log.info("The first administrator is %s.", settings.admin_username)


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
