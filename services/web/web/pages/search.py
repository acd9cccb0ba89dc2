"""The search over everything: records of every kind that the person may see, sections, and actions."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from web.gateway import ApiProblem
from web.lists.catalogue import LISTS
from web.lists.spec import ListSpec
from web.rendering import fragment, page
from web.sections import ALL
from web.visit import SignedIn, Visit

FOUND_EACH, PATIENCE = 5, 2.0
SEARCHED = (
    "orders", "quotes", "clients", "distributors", "devices", "options", "tickets", "invoices",
    "delivery-orders", "shipments", "job-orders", "purchase-requests", "customer-purchase-orders", "units",
    "people",
)  # fmt: skip
SECOND = {
    "orders": ("client_name", "project"), "quotes": ("client_name", "project"), "clients": ("number", "city"),
    "distributors": ("number", "city"), "devices": ("name",), "options": ("name",), "tickets": ("subject",),
    "invoices": ("client_name",), "delivery-orders": ("order_number", "client_name"),
    "shipments": ("order_number", "client_name"), "job-orders": ("product_name", "order_number"),
    "purchase-requests": ("product_name", "order_number"),
    "customer-purchase-orders": ("client_name", "number"),
    "units": ("product_name", "client_name"), "people": ("username",),
}  # fmt: skip
router = APIRouter()


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


@router.get("/search")
async def search(visit: SignedIn, q: str = "") -> Response:
    """The page, for those without scripts and for sharing."""
    return page(visit, "pages/search.html", q=q, groups=await _records(visit, q.strip()))


@router.get("/search/palette")
async def palette(visit: SignedIn, q: str = "") -> Response:
    """What the palette shows: actions and sections that fit the words, then records."""
    words = q.strip()
    groups = [Group("Actions", _actions(visit, words)), Group("Go to", _sections(visit, words))]
    if words:
        groups = [*await _records(visit, words), *groups]
    return fragment(visit, "pages/palette.html", groups=[group for group in groups if group.hits], q=words)


def _fits(words: str, text: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def _actions(visit: Visit, words: str) -> list[Hit]:
    made = [
        Hit(spec.create, "plus", spec.create_label)
        for spec in LISTS.values()
        if spec.create and visit.may(spec.create_permission)
    ]
    known = [*made, Hit("/settings", "person", "Settings"), Hit("/notices", "bell", "Notifications")]
    return [hit for hit in known if _fits(words, hit.name)]


def _sections(visit: Visit, words: str) -> list[Hit]:
    return [
        Hit(section.path, section.icon, section.label)
        for section in ALL
        if section.open_to(visit) and _fits(words, section.label)
    ]


async def _records(visit: Visit, words: str) -> list[Group]:
    if not words:
        return []
    specs = [LISTS[key] for key in SEARCHED if key in LISTS and visit.may(LISTS[key].permission)]
    found = await asyncio.gather(*(_rows(visit, spec, words) for spec in specs))
    icons = {section.key: section.icon for section in ALL}
    return [
        Group(spec.title, [_hit(spec, row, icons.get(spec.key, "search")) for row in rows])
        for spec, rows in zip(specs, found, strict=True)
        if rows
    ]


async def _rows(visit: Visit, spec: ListSpec, words: str) -> list[dict[str, Any]]:
    """The first rows that hold the words; a list that does not answer in time is left out."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(spec.api, {"q": words, "limit": FOUND_EACH})
    except (ApiProblem, TimeoutError):
        return []
    return list(found["items"])


def _hit(spec: ListSpec, row: dict[str, Any], icon: str) -> Hit:
    about = " · ".join(str(row[key]) for key in SECOND.get(spec.key, ()) if row.get(key))
    href = spec.row.format(**row) if spec.row else f"{spec.path}?q={row.get(spec.main, '')}"
    return Hit(href, icon, str(row.get(spec.main) or row.get("name") or row["id"]), about)
