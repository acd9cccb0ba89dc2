"""Bulk actions: one command per selected row, each with the version it has now, each at most once."""

import asyncio
from uuid import NAMESPACE_URL, uuid5

from web.api.operation import Command, Get, segment
from web.gateway import ApiProblem
from web.lists.spec import Bulk, ListSpec, Row
from web.visit import Visit

AT_ONCE, MOST = 6, 200


async def run_bulk(visit: Visit, spec: ListSpec, key: str, ids: list[str], form_key: str) -> tuple[str, str]:
    """What happened, in one sentence, and its tone; a refused row does not keep the others back."""
    action = next((one for one in spec.bulk if one.key == key), None)
    if action is None or not ids:
        return "Nothing was selected.", "warn"
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(row_id: str) -> str | None:
        async with gate:
            return await _one(visit, spec, action, row_id, form_key)

    refused = [said for said in await asyncio.gather(*(one(i) for i in ids[:MOST])) if said]
    done = len(ids[:MOST]) - len(refused)
    said = f"{action.label}: {done} of {len(ids[:MOST])} done."
    return (f"{said} {refused[0]}", "warn") if refused else (said, "ok")


async def _one(visit: Visit, spec: ListSpec, action: Bulk, row_id: str, form_key: str) -> str | None:
    """Why the row was left out, or None."""
    try:
        document = await visit.api.get(Get[Row](f"{spec.api}/{segment(row_id)}"))
        name = str(document.get("number") or document.get("name") or row_id)
        if action.statuses and document.get("status") not in action.statuses:
            return f"{name} is {str(document.get('status')).replace('_', ' ')}."
        key = str(uuid5(NAMESPACE_URL, f"{form_key}/{action.key}/{row_id}"))
        step = Command[Row]("POST", f"{spec.api}/{segment(row_id)}/{action.key}")
        await visit.api.send(step, {}, version=document["version"], key=key)
    except ApiProblem as problem:
        return problem.detail
    return None
