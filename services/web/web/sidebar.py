"""The sidebar: its links by group, and the addresses under which sections show what others link to. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

May = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link of the sidebar; ``go`` is the key after g, ``purpose`` the help text of its pages.

    A link without ``permission`` takes that of the list of its section that has its key.
    """

    key: str
    label: str
    path: str
    permission: str | None = None
    icon: str
    purpose: str
    go: str = ""

    def open_to(self, may: May) -> bool:
        """Whether somebody with these permissions may see it."""
        return not self.permission or may(self.permission)


@dataclass(frozen=True)
class Sidebar:
    """The links of all sections in their order, and where to find what sections show of each other."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    places: Mapping[str, str]  # an address by its name; {id} in it stands for one record
    documents: Mapping[str, str]  # by kind, of a deal's documents with a page: the permission to read them
    readers: Mapping[str, str]  # by place: the permission to open it; anybody may open another place

    @property
    def links(self) -> list[Link]:
        """All of them, in their order."""
        return [link for _, links in self.groups for link in links]

    def open_to(self, may: May) -> list[tuple[str, list[Link]]]:
        """What somebody with these permissions sees; groups with nothing in them are left out."""
        shown = [(group, [link for link in links if link.open_to(may)]) for group, links in self.groups]
        return [(group, links) for group, links in shown if links]

    def link_of(self, path: str) -> Link | None:
        """The link that leads to the section of a page."""
        first = path.strip("/").split("/")[0]
        return next((link for link in self.links if link.path.strip("/") == first), None)

    def to(self, place: str, id: object = "") -> str:
        """The address of a place, such as ``orders`` or ``order`` with its id; raises KeyError for none."""
        return self.places[place].format(id=id)

    def way(self, place: str, id: object, may: May) -> str:
        """The address of a record; empty for whom these permissions do not open it."""
        permission = self.readers.get(place)
        return self.to(place, id) if not permission or may(permission) else ""

    def page_of(self, kind: str, id: object, may: May) -> str:
        """The page of a deal's document; empty when it has none, or none for these permissions."""
        permission = self.documents.get(kind)
        return self.to(kind, id) if permission and may(permission) else ""
