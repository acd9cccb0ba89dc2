"""A list as people read it in a spreadsheet: labels for keys, names for ids, words for codes, local times."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.language import _, term
from chassis.lists.grammar import Asked
from chassis.lists.spec import Items, ListSpec, Names
from chassis.work import Work


async def readable(work: Work, spec: ListSpec, asked: Asked, items: Items) -> Items:
    """The items with names for ids, words for codes of the house, lists as one text, and local times.

    What nobody here knows the name of keeps its id.
    """
    named = [key for key in asked.columns if spec.columns[key].names]
    coded = [key for key in asked.columns if spec.columns[key].kind == "enum"]
    timed = [key for key in asked.columns if spec.columns[key].kind == "time"]
    zone = ZoneInfo(work.settings.company_zone)
    names = {key: await _names(work, spec.columns[key].names, items, key) for key in named}
    return [
        {key: "; ".join(map(str, value)) if isinstance(value, list) else value for key, value in item.items()}
        | {key: names[key].get(item[key], item[key]) for key in named}
        | {key: _called(spec, key, item[key]) for key in coded if item[key]}
        | {key: _local(item[key], zone) for key in timed if item[key]}
        for item in items
    ]


def label(spec: ListSpec, key: str, zone: str) -> str:
    """The head of a column; a time says whose clock it is by, because its cells cannot."""
    return f"{spec.label(key)} ({zone})" if spec.columns[key].kind == "time" else spec.label(key)


def _called(spec: ListSpec, key: str, code: str) -> str:
    """A value of an enumeration, in the spoken language."""
    said = spec.columns[key].said.get(code)
    return _(said) if said else term(code)


def _local(moment: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


async def _names(work: Work, names: Names | None, items: Items, key: str) -> Mapping[str, str]:
    ids = {UUID(item[key]) for item in items if item[key]}
    found = await names(work, ids) if names and ids else {}
    return {str(id): name for id, name in found.items()}
