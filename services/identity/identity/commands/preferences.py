"""What people and teams arranged for themselves: saved views, theme. No event says any of it.

They have no If-Match: the last window to save wins.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import Conflict, NotFound, Refused
from chassis.language import N_, _
from chassis.work import Work
from identity.models import person_table
from identity.schemas import Preference
from identity.settings import Settings
from identity.tables import preference, team_preference


@dataclass(frozen=True)
class Shelf:
    """Where one person's or one team's preferences stand; what to say when one is missing, or too many."""

    table: Table
    holder: Column[UUID]
    id: UUID
    missing: str
    full: str


def own(work: Work) -> Shelf:
    """The caller's."""
    assert work.actor is not None
    return Shelf(
        preference,
        preference.c.person_id,
        work.actor,
        N_("You have no preference %(key)s."),
        N_("You may keep %(most)s preferences. Remove one first."),
    )


async def teams(work: Work) -> Shelf:
    """Those of the caller's team; raises Conflict when the caller is in none."""
    wanted = select(person_table.c.team_id).where(person_table.c.id == work.actor)
    team_id = await work.scalar(wanted)
    if team_id is None:
        raise Conflict(
            _(
                "You belong to no team, so there is nobody to share this with. Keep it for yourself, "
                "or ask an administrator to put you in a team."
            ),
            slug="no-team",
        )
    return Shelf(
        team_preference,
        team_preference.c.team_id,
        team_id,
        N_("Your team has no preference %(key)s."),
        N_("Your team may keep %(most)s preferences. Remove one first."),
    )


async def set_preference(work: Work, shelf: Shelf, key: str, value: Any) -> Preference:
    """Keep the value under the key; raises Refused when it or their number is too large."""
    settings = _settings(work)
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > settings.largest_preference:
        raise Refused(
            _(
                "A preference has at most %(most)s bytes, this has %(size)s.",
                most=settings.largest_preference,
                size=size,
            ),
            slug="preference-too-large",
        )
    table, holder = shelf.table, shelf.holder.name
    given = insert(table).values({holder: shelf.id, "key": key, "value": value, "version": 1})
    kept = given.on_conflict_do_update(
        index_elements=[holder, "key"],
        set_={"value": value, "version": table.c.version + 1, "changed_at": func.now()},
    ).returning(table.c.version)
    version = (await work.execute(kept)).scalar_one()
    await _must_not_be_too_many(work, shelf, settings)
    return Preference(key=key, value=value, version=version)


async def remove_preference(work: Work, shelf: Shelf, key: str) -> None:
    """Forget it; raises NotFound when there is none."""
    meant = (shelf.holder == shelf.id) & (shelf.table.c.key == key)
    if (await work.execute(delete(shelf.table).where(meant))).rowcount == 0:
        raise NotFound(_(shelf.missing, key=key))


async def _must_not_be_too_many(work: Work, shelf: Shelf, settings: Settings) -> None:
    count = select(func.count()).where(shelf.holder == shelf.id)
    if (await work.execute(count)).scalar_one() > settings.most_preferences:
        raise Refused(
            _(shelf.full, most=settings.most_preferences),
            slug="too-many-preferences",
        )


def _settings(work: Work) -> Settings:
    assert isinstance(work.settings, Settings)
    return work.settings
