"""What the pages know about a list beyond what its service says about its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SELLING = {"seller", "manager", "leader"}
DEPARTMENTS = ("purchasing", "production", "accounting", "operations", "shipping")


@dataclass(frozen=True)
class View:
    """A tab over the list: a name and the query that it stands for.

    ``{me}`` and ``{departments}`` in it stand for whoever looks.
    """

    name: str
    query: str = ""

    def query_of(self, person: Mapping[str, Any]) -> str:
        """The query for this person; empty when they are in no department that it asks for."""
        if "{" not in self.query:
            return self.query
        roles = set(person.get("roles", ()))
        mine = [*(["sales"] if roles & SELLING else []), *(one for one in DEPARTMENTS if one in roles)]
        if "{departments}" in self.query and not mine:
            return ""
        return self.query.format(me=person["id"], departments=",".join(mine))


@dataclass(frozen=True)
class Bulk:
    """Something to do with all selected rows: a POST per row to ``{api}/{id}/{action}``."""

    key: str
    label: str
    permission: str
    statuses: tuple[str, ...] = ()  # rows in other statuses are left out; all when empty
    ask: str = ""  # what to confirm first


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """One list: where its rows come from and how they are shown."""

    key: str
    title: str
    singular: str
    path: str  # of the page
    api: str  # of the service, through the gateway
    columns: tuple[str, ...]  # shown unless the person chooses others, in this order
    permission: str
    main: str = "number"  # the column that leads to the row's page
    row: str | None = None  # address of a row's page, {id} and other columns filled in; None: no page
    labels: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ("owner_id",)  # columns that hold a colleague's id
    hidden: tuple[str, ...] = ("id", "version")  # never shown
    status: str | None = "status"
    views: tuple[View, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # pages beside the list: address and label
    create: str | None = None  # address of the page that makes a new one
    create_label: str = ""
    create_permission: str = ""
    empty: str = ""  # what this list will hold, for somebody who sees it for the first time
