"""A forged sequence: somebody who may write on a topic of ours uses a number that an event of ours had."""

import asyncio
import os
import sys
from contextlib import suppress
from uuid import uuid4

import asyncpg

from saleswire.places import PORTS
from saleswire.probes import http_json
from tests.faults.evidence import STRANGE
from tests.faults.load import Stuck, until
from tests.faults.poison import QUOTES, Poison, send
from tests.faults.scene import Figures, Scene
from tests.faults.stand import Stand

FORGED = 2
LONGEST = 25.0  # seconds until every reader has seen it, and its probe says so
CLOSED = "SELECT quote_id::text FROM sales_order WHERE status = 'closed' AND quote_id IS NOT NULL LIMIT $1"
LAST = """
SELECT type, body, sequence FROM journal WHERE aggregate_id = $1::uuid ORDER BY sequence DESC LIMIT 1
"""
READERS = "SELECT DISTINCT group_name FROM position WHERE topic = $1"
CONFLICTS = """
SELECT group_name, convert_from(key, 'UTF8') FROM parked_key
 WHERE topic = $1 AND reason = 'conflict' AND key = ANY($2::bytea[])
"""


async def forged_sequences(scene: Scene) -> Figures:
    """Each reader parks the forgery for a person, who gives it up; nothing comes of it."""
    stand = scene.stand
    await until(lambda: enough(stand), "some deals are closed")
    found = await forge(scene)
    for service, group, key in sorted(found):
        scene.expect(await give_up(stand, service, group, key), "parked", f"{group} {key} stays parked")
    return {"forged": FORGED, "parked": len(found)}


async def forge(scene: Scene) -> set[tuple[str, str, str]]:
    """Write them; (service, group, key) of those that were noticed, which must be all."""
    stand = scene.stand
    keys = await closed(stand)
    await send(stand, [await forgery(stand, key) for key in keys])
    wanted = {(*reader, key) for reader in await readers(stand) for key in keys}

    async def noticed() -> bool:
        return await conflicts(stand, keys) == wanted and await alarms(stand)

    with suppress(Stuck):
        await until(noticed, "all forged events are noticed", LONGEST)
    found = await conflicts(stand, keys)
    scene.expect(found == wanted, "unnoticed", f"{len(found)} of {len(wanted)} forged events were noticed")
    scene.expect(await alarms(stand), "unnoticed", "no probe tells of a conflict")
    return found


async def enough(stand: Stand) -> bool:
    """Whether there are deals of which no more is said."""
    return len(await closed(stand)) == FORGED


async def closed(stand: Stand) -> list[str]:
    """Quotes of closed orders."""
    connection = await asyncpg.connect(stand.database("orders"))
    try:
        return [row[0] for row in await connection.fetch(CLOSED, FORGED)]
    finally:
        await connection.close()


async def forgery(stand: Stand, key: str) -> Poison:
    """The last event of a quote under another id."""
    connection = await asyncpg.connect(stand.database("quotes"))
    try:
        type_, body, sequence = await connection.fetchrow(LAST, key)
    finally:
        await connection.close()
    names = {"ce_id": str(uuid4()), "ce_type": type_, "ce_source": "/forged", "ce_specversion": "1.0"}
    about = {"ce_subject": key, "sequence": str(sequence), STRANGE: uuid4().hex}
    headers = {name: value.encode() for name, value in (names | about).items()}
    return Poison("forged", QUOTES, key, headers, body)


async def readers(stand: Stand) -> set[tuple[str, str]]:
    """(service, group) of all who read quotes."""
    found = set()
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            found |= {(service, row[0]) for row in await connection.fetch(READERS, QUOTES)}
        finally:
            await connection.close()
    return found


async def conflicts(stand: Stand, keys: list[str]) -> set[tuple[str, str, str]]:
    """Where these keys are parked as a conflict."""
    found = set()
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            rows = await connection.fetch(CONFLICTS, QUOTES, [key.encode() for key in keys])
            found |= {(service, group, key) for group, key in rows}
        finally:
            await connection.close()
    return found


async def alarms(stand: Stand) -> bool:
    """Whether orders' own probe counts conflicts."""
    status = await http_json(stand.place.ports["orders"], "/internal/status")
    return any(group["conflicts"] for group in status.get("groups", ()))


async def give_up(stand: Stand, service: str, group: str, key: str) -> bool:
    """What an operator types once the publisher's journal has told which of the two is genuine."""
    command = (sys.executable, "-m", "saleswire", "dlq", "drop", service, group, QUOTES, key, "--yes")
    offset = stand.place.ports["gateway"] - PORTS["gateway"]
    told = {"SALESWIRE_LOCAL": str(stand.place.state), "SALESWIRE_PORT_OFFSET": str(offset)}
    with (stand.place.logs / f"drop-{service}.log").open("ab") as log:
        dropping = await asyncio.create_subprocess_exec(
            *command, stdout=log, stderr=log, env={**os.environ, **told}
        )
        return await dropping.wait() == 0
