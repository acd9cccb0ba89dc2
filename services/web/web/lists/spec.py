"""What the pages know about a list beyond what its service says about its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from web.api.operation import Get
from web.lists.permissions import READ

SELLING = {"seller", "manager", "leader"}
Row = Mapping[str, Any]  # of any list
DEPARTMENTS = ("purchasing", "production", "accounting", "operations", "shipping")


class Counted(TypedDict):
    """What the totals of every list tell."""

    count: int


@dataclass(frozen=True)
class View:
    """A tab over the list: a name and the query that it stands for.

    ``{departments}`` in it stand for those of whoever looks.
    """

    name: str
    query: str = ""

    def query_of(self, person: Mapping[str, Any]) -> str:
        """The query for this person; empty when they are in no department that it asks for."""
        if "{" not in self.query:
            return self.query
        roles = set(person.get("roles", ()))
        mine = [*(["sales"] if roles & SELLING else []), *(one for one in DEPARTMENTS if one in roles)]
        return "" if not mine else self.query.format(departments=",".join(mine))


@dataclass(frozen=True)
class Bulk:
    """Something to do with all selected rows: a POST each to ``{api}/{id}/{key}``, or a change of the row."""

    key: str
    label: str
    permission: str
    statuses: tuple[str, ...] = ()  # rows in other statuses are left out; all when empty
    ask: str = ""  # what to confirm first
    person: str = ""  # the field that takes the id of a colleague, who is chosen for all rows
    change: Mapping[str, Any] | None = None  # what a PATCH of the row says; None: a step of its own

    def fits(self, row: Row) -> bool:
        """Whether the row's status is one of those that the step is for."""
        return not self.statuses or row.get("status") in self.statuses


@dataclass(frozen=True)
class Quick:
    """A link at the end of a row; ``place`` is a page of another section, ``path`` one of our own."""

    label: str
    icon: str
    permission: str
    path: str = ""  # {id} and other columns of the row filled in
    place: str = ""
    query: str = ""  # of the place, columns filled in
    statuses: tuple[str, ...] = ()  # rows in other statuses do not have it; all when empty


@dataclass(frozen=True)
class Search:
    """How the search over everything shows rows of a list, beside what its index finds."""

    beside: tuple[str, ...]  # columns that are shown beside a hit's name


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """One list: where its rows come from and how they are shown."""

    key: str
    title: str
    singular: str
    path: str  # of the page
    api: Get[Row]  # of the service, through the gateway
    columns: tuple[str, ...]  # shown unless the person chooses others, in this order
    only: str = ""  # a permission of those who are led to it, where not everybody who may read it is
    main: str = "number"  # the column that leads to the row's page
    row: str | None = None  # address of a row's page, {id} and other columns filled in; None: no page
    labels: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ("owner_id",)  # columns that hold a colleague's id
    hidden: tuple[str, ...] = ("id", "version")  # never shown
    status: str | None = "status"
    words: Mapping[str, str] = field(
        default_factory=dict
    )  # statuses that are called otherwise than their key
    views: tuple[View, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    quick: tuple[Quick, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # pages beside the list: address and label
    create: str | None = None  # address of the page that makes a new one
    create_label: str = ""
    create_permission: str = ""
    finds: str = ""  # the kind of records of the search index that have a row here
    search: Search | None = None  # of what is not in that index: how the search over everything shows a row
    empty: str = ""  # what this list will hold, for somebody who sees it for the first time

    @property
    def permission(self) -> str:
        """What those who are led to it hold: what its service asks for, unless they are fewer."""
        return self.only or READ[self.api]
