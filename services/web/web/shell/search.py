"""The search over everything: records of every kind that the person may see, sections, and actions."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import _
from web.api import reporting
from web.gateway import ApiProblem
from web.hits import CONTACT, stands_for
from web.lists.spec import ListSpec, Row
from web.rendering import fragment, page
from web.visit import SignedIn, Visit

FOUND_EACH, PATIENCE = 5, 2.0
MOST = 15  # records of the index in one answer
OTHERS = {CONTACT: "person"}  # kinds that have no list of their own, and their icons


@dataclass(frozen=True)
class Hit:
    """Something found: where it leads, how it is called, what kind it is and in which state."""

    href: str
    icon: str
    name: str
    about: str = ""
    kind: str = ""
    status: str = ""


@dataclass(frozen=True)
class Group:
    """Hits under one title; ``note`` says how the words were read."""

    title: str
    hits: list[Hit]
    note: str = ""


def router_of(lists: Sequence[ListSpec]) -> APIRouter:
    """The addresses of the search over the rows of these lists."""
    router = APIRouter()
    finding = {spec.finds: spec for spec in lists if spec.finds}
    searched = [spec for spec in lists if spec.search]

    async def records(visit: Visit, words: str) -> list[Group]:
        if not words:
            return []
        found = await asyncio.gather(
            _records(visit, finding, words), *(_rows(visit, spec, words) for spec in searched)
        )
        return [group for group in found if group.hits]

    @router.get("/search")
    async def search(visit: SignedIn, q: str = "") -> Response:
        """The page, for those without scripts and for sharing."""
        return page(visit, "shell/search.html", q=q, groups=await records(visit, q.strip()))

    @router.get("/search/palette")
    async def palette(visit: SignedIn, q: str = "") -> Response:
        """What the palette shows: records, and actions and sections that fit the words."""
        words = q.strip()
        groups = [
            Group(_("Actions"), _actions(visit, lists, words)),
            Group(_("Go to"), _sections(visit, words)),
        ]
        groups = [*await records(visit, words), *groups]
        return fragment(visit, "shell/palette.html", groups=[one for one in groups if one.hits], q=words)

    return router


def _fits(words: str, text: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def _actions(visit: Visit, lists: Sequence[ListSpec], words: str) -> list[Hit]:
    made = [
        Hit(spec.create, "plus", spec.create_label)
        for spec in lists
        if spec.create and visit.may(spec.create_permission)
    ]
    known = [*made, Hit("/settings", "person", _("Settings")), Hit("/notices", "bell", _("Notifications"))]
    return [hit for hit in known if _fits(words, hit.name)]


def _sections(visit: Visit, words: str) -> list[Hit]:
    return [
        Hit(section.path, section.icon, section.label)
        for section in visit.house.sidebar.links
        if section.open_to(visit.may) and _fits(words, section.label)
    ]


async def _records(visit: Visit, finding: Mapping[str, ListSpec], words: str) -> Group:
    """What the index finds, the likeliest first; nothing where it does not answer in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(reporting.search_everything(), {"q": words, "limit": MOST})
    except (ApiProblem, TimeoutError):
        return Group(_("Records"), [])
    read_as = found.get("read_as")
    note = (
        _("Nothing holds “%(words)s”. This is what holds “%(read_as)s”.", words=words, read_as=read_as)
        if read_as
        else ""
    )
    hits = [_found(visit, finding, hit) for hit in found["items"]]
    return Group(_("Records"), [hit for hit in hits if hit is not None], note)


def _found(visit: Visit, finding: Mapping[str, ListSpec], hit: reporting.Hit) -> Hit | None:
    """The hit on its own page, else on that of the record it belongs to; None without either."""
    record = stands_for(hit, finding)
    spec = finding[record[0]] if record else None
    if record is None or spec is None or spec.row is None:
        return None
    status = hit["status"].replace("-", "_")
    return Hit(
        href=spec.row.format(id=record[1]),
        icon=OTHERS.get(hit["kind"]) or _icon(visit, spec),
        name=hit["name"],
        about=" · ".join(hit["about"]),
        kind=spec.singular if record[0] == hit["kind"] else hit["kind"].replace("-", " "),
        status=spec.words.get(status, status),
    )


async def _rows(visit: Visit, spec: ListSpec, words: str) -> Group:
    """The first rows of a list that hold the words; none of one that does not answer in time."""
    if not visit.may(spec.permission):
        return Group(spec.title, [])
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(spec.api, {"q": words, "limit": FOUND_EACH})
    except (ApiProblem, TimeoutError):
        return Group(spec.title, [])
    return Group(spec.title, [_hit(visit, spec, row) for row in found["items"]])


def _hit(visit: Visit, spec: ListSpec, row: Row) -> Hit:
    beside = spec.search.beside if spec.search else ()
    return Hit(
        href=spec.row.format(**row) if spec.row else f"{spec.path}?q={row.get(spec.main, '')}",
        icon=_icon(visit, spec),
        name=str(row.get(spec.main) or row.get("name") or row["id"]),
        about=" · ".join(str(row[key]) for key in beside if row.get(key)),
        kind=spec.singular,
        status=str(row.get(spec.status or "") or ""),
    )


def _icon(visit: Visit, spec: ListSpec) -> str:
    return next((link.icon for link in visit.house.sidebar.links if link.key == spec.key), "search")
