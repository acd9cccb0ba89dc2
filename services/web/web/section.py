"""What a section of the pages says of itself: its links, lists, addresses and the places others link to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from fastapi import APIRouter

from web.lists.spec import ListSpec
from web.live.wants import Want
from web.sidebar import Link, Sidebar

Figures = Callable[[str, Want], str]  # what moves on a page, of a snapshot's JSON


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section; every list is a place under its key, and ``places`` names the others."""

    links: tuple[Link, ...] = ()
    lists: tuple[ListSpec, ...] = ()
    router: APIRouter = field(default_factory=APIRouter)
    places: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)  # as the sidebar has them
    readers: Mapping[str, str] = field(default_factory=dict)  # of places that stand below no list
    figures: Figures | None = None


@dataclass(frozen=True)
class Sections:
    """All sections in the order of the sidebar, each with the title that its links stand under."""

    titled: tuple[tuple[str, Section], ...]

    @property
    def all(self) -> list[Section]:
        """All of them, in their order."""
        return [section for _, section in self.titled]

    @property
    def lists(self) -> list[ListSpec]:
        """The lists of all sections."""
        return [spec for section in self.all for spec in section.lists]

    @property
    def figures(self) -> Figures:
        """What the live connection sends; exactly one section draws it."""
        (drawn,) = (section.figures for section in self.all if section.figures)
        return drawn

    def sidebar(self) -> Sidebar:
        """The links and places of all sections; raises ValueError when two name a place alike."""
        groups: dict[str, tuple[Link, ...]] = {}
        places: dict[str, str] = {}
        documents: dict[str, str] = {}
        for title, section in self.titled:
            own = {spec.key: spec.path for spec in section.lists} | dict(section.places)
            if twice := own.keys() & places.keys():
                raise ValueError(f"two sections name a place {sorted(twice)}")
            groups[title] = groups.get(title, ()) + tuple(_opened(link, section) for link in section.links)
            places |= own
            documents |= section.documents
        shown = tuple((title, links) for title, links in groups.items() if links)
        return Sidebar(shown, places, documents, _readers(self.all))


def _readers(sections: Iterable[Section]) -> dict[str, str]:
    """Who may open a place: whoever may read the list that it stands below, else as its section says."""
    readers: dict[str, str] = {}
    for section in sections:
        lists = {spec.path: spec.permission for spec in section.lists}
        below = {place: f"/{path.split('/')[1]}" for place, path in section.places.items()}
        readers |= {place: lists[path] for place, path in below.items() if path in lists}
        readers |= section.readers
    return readers


def _opened(link: Link, section: Section) -> Link:
    """The link with its own permission, or with that of its list; raises KeyError where it has neither."""
    if link.permission is not None:
        return link
    return replace(link, permission={spec.key: spec.permission for spec in section.lists}[link.key])
