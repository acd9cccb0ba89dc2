"""Who is told of an event, stated beside the event: which notice, whom it is for, whether it asks."""

from dataclasses import dataclass
from enum import StrEnum


class Whom(StrEnum):
    """People whom the document of an event names; ``department`` is the one that it waits for."""

    OWNER = "owner"
    ASSIGNEE = "assignee"
    OPENER = "opener"
    PARTICIPANTS = "participants"
    MENTIONED = "mentioned"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Tells:
    """A notice of this ``kind``, for whom the document names, or for all of a ``department``, or all who hold
    a permission (``holders``).

    ``asks`` says that something is to be done; a later event whose ``settles`` has the kind says that it was.
    A group is told only what it is asked: what waits for nobody any more stands in no one's way. ``changed``
    names a field of the document: without a change of it nobody is told.
    """

    kind: str
    whom: tuple[Whom, ...] = ()
    department: str = ""
    holders: str = ""
    asks: bool = False
    changed: str = ""

    def __post_init__(self) -> None:
        grouped = self.department or self.holders or Whom.DEPARTMENT in self.whom
        if grouped and not self.asks:
            raise TypeError(f"{self.kind}: a group is told only what it is asked to do")


def owner(kind: str) -> Tells:
    """The document's owner is told."""
    return Tells(kind, (Whom.OWNER,))


def asks(kind: str, *departments: str) -> tuple[Tells, ...]:
    """Departments are asked to do something; the first that does it settles it for all."""
    return tuple(Tells(kind, department=department, asks=True) for department in departments)
