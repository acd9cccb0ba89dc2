"""What stands at the end of a row: links of its section, and the steps that fit its status."""

from dataclasses import dataclass

from web.lists.spec import Bulk, ListSpec, Quick, Row
from web.visit import Visit


@dataclass(frozen=True)
class Shortcut:
    """A link for one row."""

    label: str
    icon: str
    href: str


def shortcuts(visit: Visit, spec: ListSpec, row: Row) -> list[Shortcut]:
    """The links that this person may follow from this row."""
    found: list[Shortcut] = []
    for quick in spec.quick:
        if visit.may(quick.permission) and (not quick.statuses or row.get("status") in quick.statuses):
            found.append(Shortcut(quick.label, quick.icon, _address(visit, quick, row)))
    return found


def steps(visit: Visit, spec: ListSpec, row: Row) -> list[Bulk]:
    """The steps that this person may take with this row; those that need a colleague are for many rows."""
    own = (one for one in spec.bulk if visit.may(one.permission) and not one.person and one.statuses)
    return [one for one in own if one.fits(row)]


def _address(visit: Visit, quick: Quick, row: Row) -> str:
    return (visit.to(quick.place) if quick.place else quick.path.format(**row)) + quick.query.format(**row)
