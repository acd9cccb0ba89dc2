"""A list as people read it in a spreadsheet: labels for keys, names for colleagues, words for codes."""

from uuid import UUID

from sqlalchemy import select

from chassis.lists.grammar import Asked
from chassis.lists.spec import PEOPLE, Items, ListSpec, words
from chassis.tables import access_person
from chassis.work import Work


async def readable(work: Work, spec: ListSpec, asked: Asked, items: Items) -> Items:
    """The items with names for ids of people, words for codes of the house, and lists as one text.

    Whose name nobody here knows keeps the id.
    """
    people = [key for key in asked.columns if spec.columns[key].leads_to == PEOPLE]
    coded = [key for key in asked.columns if spec.columns[key].kind == "enum"]
    names = await _names(work, {item[key] for key in people for item in items if item[key]})
    return [
        {key: "; ".join(map(str, value)) if isinstance(value, list) else value for key, value in item.items()}
        | {key: names.get(item[key], item[key]) for key in people}
        | {key: words(item[key]) for key in coded if item[key]}
        for item in items
    ]


async def _names(work: Work, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = select(access_person.c.id, access_person.c.name).where(access_person.c.id.in_(map(UUID, ids)))
    return {str(row.id): row.name for row in await work.execute(found) if row.name}
