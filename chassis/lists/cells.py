"""A list as people read it in a spreadsheet: labels for keys, names for ids, words for codes."""

from collections.abc import Mapping
from uuid import UUID

from chassis.lists.grammar import Asked
from chassis.lists.spec import Items, ListSpec, Names, words
from chassis.work import Work


async def readable(work: Work, spec: ListSpec, asked: Asked, items: Items) -> Items:
    """The items with names for ids, words for codes of the house, and lists as one text.

    What nobody here knows the name of keeps its id.
    """
    named = [key for key in asked.columns if spec.columns[key].names]
    coded = [key for key in asked.columns if spec.columns[key].kind == "enum"]
    names = {key: await _names(work, spec.columns[key].names, items, key) for key in named}
    return [
        {key: "; ".join(map(str, value)) if isinstance(value, list) else value for key, value in item.items()}
        | {key: names[key].get(item[key], item[key]) for key in named}
        | {key: words(item[key]) for key in coded if item[key]}
        for item in items
    ]


async def _names(work: Work, names: Names | None, items: Items, key: str) -> Mapping[str, str]:
    ids = {UUID(item[key]) for item in items if item[key]}
    found = await names(work, ids) if names and ids else {}
    return {str(id): name for id, name in found.items()}
