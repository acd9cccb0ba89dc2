"""Every page there is for one person: one of each kind, found by following links from the start page."""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

EVERY = "SALESWIRE_EVERY_PAGE" in os.environ
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_PAGES = re.compile(r"/(api|static|live|sign-in|sign-out)\b|/-/|/labels$|/label$")
TELLING = ("tab",)  # parts of a query that make another page of the same address
MOST_AT_ONCE = 6


class Links(HTMLParser):
    """Where a page leads within Saleswire."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a link leads; what it downloads is no page."""
        told = dict(attrs)
        href = told.get("href") or ""
        if tag == "a" and href.startswith("/") and "download" not in told and not NO_PAGES.search(href):
            self.found.append(href.partition("#")[0])


def kind(address: str) -> str:
    """What two addresses have in common that show the same kind of page: ``/orders/*?tab=lines``."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    told = "&".join(f"{name}={asked[name][0]}" for name in TELLING if name in asked)
    return ID.sub("*", parts.path) + (f"?{told}" if told else "")


@dataclass
class Atlas:
    """An address for each kind of page, and what answered otherwise than it should."""

    pages: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def of(self, section: str) -> dict[str, str]:
        """The pages whose address begins with a section's."""
        return {one: address for one, address in self.pages.items() if first_part(one) == section}

    def beside(self, sections: list[str]) -> dict[str, str]:
        """The pages of no section."""
        return {one: address for one, address in self.pages.items() if first_part(one) not in sections}


def picture_name(kind_of_page: str, scheme: str) -> str:
    """``orders-one-tab-lines-dark`` for ``/orders/*?tab=lines``."""
    words = re.sub(r"[^a-z0-9]+", "-", kind_of_page.replace("*", "one").lower()).strip("-")
    return f"{words or 'start'}-{scheme}"


def first_part(kind_or_address: str) -> str:
    """``/orders`` of ``/orders/*?tab=lines``."""
    return "/" + re.split(r"[/?]", kind_or_address)[1]


def sample(pages: Mapping[str, str]) -> dict[str, str]:
    """Of a section's pages the list, a document and a form: the first of each."""
    shapes = (r"[^*]*", r".*\*", r".*/(new|edit)")
    firsts = (next((one for one in sorted(pages) if re.fullmatch(shape, one)), None) for shape in shapes)
    return {one: pages[one] for one in firsts if one is not None}


async def explored(client: httpx2.AsyncClient, *starts: str) -> Atlas:
    """Every kind of page that can be reached from these."""
    atlas, slots = Atlas(), asyncio.Semaphore(MOST_AT_ONCE)
    known = {kind(start): start for start in starts}
    fresh = list(known)
    while fresh:
        found = await asyncio.gather(*(visited(client, known[one], atlas, slots) for one in fresh))
        fresh = []
        for address in chain.from_iterable(found):
            if kind(address) not in known:
                known[kind(address)] = address
                fresh.append(kind(address))
    return atlas


async def visited(client: httpx2.AsyncClient, address: str, atlas: Atlas, slots: Any) -> list[str]:
    """Note the page; answers where it leads."""
    async with slots:
        answer = await client.get(address)
    if answer.status_code != 200:
        atlas.broken.append(f"{address} answers {answer.status_code}")
        return []
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
    atlas.pages.setdefault(kind(answer.url.raw_path.decode()), address)
    return Links(answer.text).found
