"""A person's own preferences: saved views, theme. Nobody else reads them, no event says them.

They have no If-Match: they belong to one person, and the last window to save wins.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import NotFound, Refused
from chassis.work import Work
from identity.documents import Preference
from identity.settings import Settings
from identity.tables import preference


async def set_preference(work: Work, key: str, value: Any) -> Preference:
    """Keep the value under the key; raises Refused when it or their number is too large."""
    settings = _settings(work)
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > settings.largest_preference:
        raise Refused(
            f"A preference has at most {settings.largest_preference} bytes, this has {size}.",
            slug="preference-too-large",
        )
    given = insert(preference).values(person_id=_me(work), key=key, value=value, version=1)
    kept = given.on_conflict_do_update(
        index_elements=["person_id", "key"],
        set_={"value": value, "version": preference.c.version + 1, "changed_at": func.now()},
    ).returning(preference.c.version)
    version = (await work.execute(kept)).scalar_one()
    await _must_not_be_too_many(work, settings)
    return Preference(key=key, value=value, version=version)


async def remove_preference(work: Work, key: str) -> None:
    """Forget it; raises NotFound when there is none."""
    mine = (preference.c.person_id == _me(work)) & (preference.c.key == key)
    if (await work.execute(delete(preference).where(mine))).rowcount == 0:
        raise NotFound(f"You have no preference {key}.")


async def _must_not_be_too_many(work: Work, settings: Settings) -> None:
    count = select(func.count()).where(preference.c.person_id == _me(work))
    if (await work.execute(count)).scalar_one() > settings.most_preferences:
        raise Refused(
            f"You may keep {settings.most_preferences} preferences. Remove one first.",
            slug="too-many-preferences",
        )


def _me(work: Work) -> UUID:
    assert work.actor is not None
    return work.actor


def _settings(work: Work) -> Settings:
    assert isinstance(work.settings, Settings)
    return work.settings
