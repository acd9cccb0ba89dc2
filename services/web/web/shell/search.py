"""The search over everything: records of every kind that the person may see, sections, and actions."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from web.gateway import ApiProblem
from web.lists.spec import ListSpec, Row
from web.rendering import fragment, page
from web.visit import SignedIn, Visit

FOUND_EACH, PATIENCE = 5, 2.0


@dataclass(frozen=True)
class Hit:
    """Something found: where it leads and how it is called."""

    href: str
    icon: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind."""

    title: str
    hits: list[Hit]


def router_of(lists: Sequence[ListSpec]) -> APIRouter:
    """The addresses of the search over the rows of these lists."""
    router = APIRouter()
    searched = sorted((spec for spec in lists if spec.search), key=_rank)

    @router.get("/search")
    async def search(visit: SignedIn, q: str = "") -> Response:
        """The page, for those without scripts and for sharing."""
        return page(visit, "shell/search.html", q=q, groups=await _records(visit, searched, q.strip()))

    @router.get("/search/palette")
    async def palette(visit: SignedIn, q: str = "") -> Response:
        """What the palette shows: actions and sections that fit the words, then records."""
        words = q.strip()
        groups = [Group("Actions", _actions(visit, lists, words)), Group("Go to", _sections(visit, words))]
        if words:
            groups = [*await _records(visit, searched, words), *groups]
        return fragment(visit, "shell/palette.html", groups=[one for one in groups if one.hits], q=words)

    return router


def _rank(spec: ListSpec) -> int:
    return spec.search.rank if spec.search else 0


def _fits(words: str, text: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def _actions(visit: Visit, lists: Sequence[ListSpec], words: str) -> list[Hit]:
    made = [
        Hit(spec.create, "plus", spec.create_label)
        for spec in lists
        if spec.create and visit.may(spec.create_permission)
    ]
    known = [*made, Hit("/settings", "person", "Settings"), Hit("/notices", "bell", "Notifications")]
    return [hit for hit in known if _fits(words, hit.name)]


def _sections(visit: Visit, words: str) -> list[Hit]:
    return [
        Hit(section.path, section.icon, section.label)
        for section in visit.house.sidebar.links
        if section.open_to(visit.may) and _fits(words, section.label)
    ]


async def _records(visit: Visit, searched: Sequence[ListSpec], words: str) -> list[Group]:
    if not words:
        return []
    specs = [spec for spec in searched if visit.may(spec.permission)]
    found = await asyncio.gather(*(_rows(visit, spec, words) for spec in specs))
    icons = {link.key: link.icon for link in visit.house.sidebar.links}
    return [
        Group(spec.title, [_hit(spec, row, icons.get(spec.key, "search")) for row in rows])
        for spec, rows in zip(specs, found, strict=True)
        if rows
    ]


async def _rows(visit: Visit, spec: ListSpec, words: str) -> list[Row]:
    """The first rows that hold the words; a list that does not answer in time is left out."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(spec.api, {"q": words, "limit": FOUND_EACH})
    except (ApiProblem, TimeoutError):
        return []
    return list(found["items"])


def _hit(spec: ListSpec, row: Row, icon: str) -> Hit:
    beside = spec.search.beside if spec.search else ()
    about = " · ".join(str(row[key]) for key in beside if row.get(key))
    href = spec.row.format(**row) if spec.row else f"{spec.path}?q={row.get(spec.main, '')}"
    return Hit(href, icon, str(row.get(spec.main) or row.get("name") or row["id"]), about)
