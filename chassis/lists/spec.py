"""What can be listed: a source, its columns, who reaches a row, and the sort that nobody asked for."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, FromClause, func

from chassis.language import _, term
from chassis.work import Caller, Work

Kind = Literal["text", "money", "quantity", "date", "time", "uuid", "enum", "bool", "int"]
Items = list[dict[str, Any]]

ORDERED = ("eq", "ne", "gt", "gte", "lt", "lte")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    "text": ("eq", "ne", "has"),
    "enum": ("eq", "ne"),
    "uuid": ("eq", "ne"),
    "bool": ("eq",),
    "int": ORDERED,
    "money": ORDERED,
    "quantity": ORDERED,
    "date": ORDERED,
    "time": ORDERED,
}
EMPTY = (
    "empty"  # what may be empty: ``.empty=true`` finds rows without a value, ``.empty=false`` those with one
)
ME = "me"  # whoever asks, where a column holds people
Names = Callable[[Work, Iterable[UUID]], Awaitable[Mapping[UUID, str]]]
RESERVED = frozenset({"q", "sort", "cols", "cursor", "limit"})


@dataclass(frozen=True)
class Column:
    """One column of a list.

    ``choices`` is the class of an enum's values, or those of them that may stand in this list; ``currency``
    stands beside an amount of money;
    ``nullable`` is taken from the table's column unless given. ``leads_to`` is the address of what an id is
    the id of, without that id, such as ``/api/crm/clients``; ``named_by`` is the column that has its name,
    and ``names`` finds it for exports where none has it.
    ``said`` has the values of an enum that people call otherwise than their code.
    ``summed`` is False for amounts whose sum means nothing, such as prices of one piece.
    ``people``: the ids are those of people, so that ``me`` stands for whoever asks.
    ``code`` is a text that is sorted as it is written, such as a number; others are sorted as people read.
    ``opened_by`` is a permission without which the column is not there at all: what may be filtered or sorted
    by is known, even where it is not shown.
    """

    expr: ColumnElement[Any]
    kind: Kind = "text"
    label: str = ""
    sortable: bool = True
    filterable: bool = True
    searchable: bool = False
    default: bool = True
    choices: type[StrEnum] | tuple[StrEnum, ...] = ()
    currency: ColumnElement[Any] | None = None
    nullable: bool | None = None
    leads_to: str = ""
    names: Names | None = None
    named_by: str = ""
    opened_by: str = ""
    people: bool = False
    code: bool = False
    summed: bool = True
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def read_as_words(self) -> bool:
        """Whether its order is that of a dictionary; an index on ``sorted_by(column), id`` serves it."""
        return self.kind == "text" and not self.code

    @property
    def order(self) -> ColumnElement[Any]:
        """What it is sorted by."""
        return func.sorted_by(self.expr, type_=self.expr.type) if self.read_as_words else self.expr

    @property
    def may_be_null(self) -> bool:
        """Whether rows without a value have to be ordered too."""
        if self.nullable is not None:
            return self.nullable
        return not (isinstance(self.expr, TableColumn) and not self.expr.nullable)

    @property
    def values(self) -> tuple[str, ...]:
        """The known values of an enum; ``unknown`` stands for those of a newer version and is none."""
        return tuple(choice.value for choice in self.choices if choice.name != "UNKNOWN")

    @property
    def adds_up(self) -> bool:
        """Whether its sum over rows means something."""
        return self.kind == "money" and self.summed

    @property
    def operators(self) -> tuple[str, ...]:
        """How the column can be filtered."""
        if not self.filterable:
            return ()
        may_be_empty = self.kind == "text" or self.may_be_null
        return (*OPERATORS[self.kind], EMPTY) if may_be_empty else OPERATORS[self.kind]


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """One list. ``scope`` is (owner, client) column; None lets everybody with the permission see all rows.

    ``reach`` narrows the rows to those of a caller where owner and client do not say it.

    ``view(work, items)`` may replace values of a page's items, such as ids by names; ``currency`` is the
    currency of money columns that name none. Indexes should serve the sorts: ``(placed, id)`` serves
    ``sort=placed`` and ``sort=-placed``.

    ``many`` says that there may be hundreds of thousands of rows and that an index serves each sort: then a
    filter is tried on the first rows of the sort, and where these hold no page, on all rows at once.
    ``words`` is the text of all searchable columns as the database folds it (``searchable``): a column with a
    trigram index.
    """

    name: str
    source: FromClause
    columns: Mapping[str, Column]
    default_sort: str = "-created_at"
    scope: tuple[ColumnElement[Any] | None, ColumnElement[Any] | None] | None = None
    where: ColumnElement[bool] | None = None
    reach: Callable[[Caller | None], ColumnElement[bool]] | None = None
    currency: ColumnElement[Any] | None = None
    view: Callable[[Work, Items], Awaitable[Items]] | None = None
    many: bool = False
    words: ColumnElement[str] | None = None

    def __post_init__(self) -> None:
        if "id" not in self.columns or self.columns["id"].may_be_null:
            raise ValueError(f"list {self.name} needs a column id that is never null: it breaks ties")
        odd = [key for key in self.columns if key in RESERVED or "." in key]
        if odd:
            raise ValueError(f"list {self.name}: {odd} are words of the grammar")
        for key, column in self.columns.items():
            if column.kind == "money" and self.currency_of(column) is None:
                raise ValueError(f"list {self.name}: {key} is money without a currency")
            if column.kind == "enum" and not column.values:
                raise ValueError(f"list {self.name}: {key} is an enum without its choices")
            if column.named_by and column.named_by not in self.columns:
                raise ValueError(f"list {self.name}: {key} is named by {column.named_by}, which is no column")

    def open_to(self, caller: Caller | None) -> "ListSpec":
        """The list with the columns that this caller may know."""
        closed = {key for key, column in self.columns.items() if not _opens(caller, column)}
        if not closed:
            return self
        words = None if any(self.columns[key].searchable for key in closed) else self.words
        kept = {key: each for key, each in self.columns.items() if key not in closed}
        return replace(self, columns=kept, words=words)

    def currency_of(self, column: Column) -> ColumnElement[Any] | None:
        """The currency beside a money column."""
        return self.currency if column.currency is None else column.currency

    def label(self, key: str) -> str:
        """The column's name for eyes, in the spoken language."""
        named = self.columns[key].label
        return _(named) if named else term(key)


def _opens(caller: Caller | None, column: Column) -> bool:
    return caller is None or not column.opened_by or caller.may(column.opened_by)
