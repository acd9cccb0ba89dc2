"""Steps with many rows: one command for each, with the version it has now, each at most once.

Rows that a step does not fit are left out, and what was left out is said with the reason.
"""

import asyncio
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from chassis.language import _, stated
from web.api.operation import Command, Get, segment
from web.gateway import ApiProblem
from web.lists.spec import Bulk, ListSpec, Row
from web.visit import Visit

AT_ONCE, MOST = 6, 200
NAMED, REASONS = 3, 3  # rows that a reason names, and reasons that are said


@dataclass(frozen=True)
class Left:
    """A row that was left out, and why."""

    name: str
    reason: str


async def run_bulk(
    visit: Visit, spec: ListSpec, key: str, ids: list[str], form_key: str, person: str = ""
) -> tuple[str, str]:
    """What happened, and its tone; a row that is left out does not keep the others back."""
    action = next((one for one in spec.bulk if one.key == key), None)
    if action is None or not ids:
        return _("Nothing was selected."), "warn"
    if action.person and not person:
        return _("Choose a colleague first."), "warn"
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(row_id: str) -> Left | None:
        async with gate:
            return await _one(visit, spec, action, row_id, form_key, person)

    outcomes = await asyncio.gather(*(one(i) for i in ids[:MOST]))
    left = [outcome for outcome in outcomes if outcome is not None]
    left += [Left("", _("only %(most)s are taken at once", most=MOST))] * len(ids[MOST:])
    done = _(
        "%(label)s: %(outcomes)s of %(ids)s done.",
        label=_(action.label),
        outcomes=len(outcomes) - sum(1 for each in outcomes if each),
        ids=len(ids),
    )
    return (f"{done} {_('Left out: %(rows)s', rows=said(left))}", "warn") if left else (done, "ok")


def said(left: list[Left]) -> str:
    """The rows that were left out by their reason: ``SO-7, SO-9 and 4 more: it is released.``"""
    reasons: dict[str, list[str]] = {}
    for one in left:
        reasons.setdefault(one.reason.rstrip("."), []).append(one.name)
    texts = [f"{_names(names)}: {reason}." for reason, names in list(reasons.items())[:REASONS]]
    further = sum(len(names) for names in list(reasons.values())[REASONS:])
    return " ".join([*texts, *([_("%(n)s more for other reasons.", n=further)] if further else [])])


def _names(names: list[str]) -> str:
    named = [name for name in names if name]
    more = len(names) - len(named[:NAMED])
    if not named:
        return _("%(n)s more", n=more)
    some = ", ".join(named[:NAMED])
    return _("%(names)s and %(n)s more", names=some, n=more) if more else some


def _state(spec: ListSpec, status: str) -> str:
    """A status as the list calls it, in a sentence."""
    called = spec.words.get(status)
    return stated(called) if called else stated(status)


async def _one(
    visit: Visit, spec: ListSpec, action: Bulk, row_id: str, form_key: str, person: str
) -> Left | None:
    """The row if it was left out, or None."""
    address, name = f"{spec.api}/{segment(row_id)}", _("one")
    try:
        document = await visit.api.get(Get[Row](address))
        name = str(document.get("number") or document.get("name") or _("one"))
        if not action.fits(document):
            status = str(document.get("status", ""))
            return Left(name, _("it is %(state)s", state=_state(spec, status)))
        body = dict(action.change or {}) | ({action.person: person} if action.person else {})
        if body and all(document.get(field) == value for field, value in body.items()):
            return Left(name, _("it is so already"))
        key = str(uuid5(NAMESPACE_URL, f"{form_key}/{action.key}/{person}/{row_id}"))
        changed = action.change is not None
        step = Command[Row]("PATCH", address) if changed else Command[Row]("POST", f"{address}/{action.key}")
        await visit.api.send(step, body, version=document["version"], key=key)
    except ApiProblem as problem:
        return Left(name, problem.detail)
    return None
