"""The fuzzer's finding: as whichever role, no 5xx and no answer that the description does not have.

``make test`` fuzzes as one role through the whole coverage phase and tries the others; ``make fuzz`` sets
SALESWIRE_FUZZ_SECONDS, which each role may use for all phases.
"""

import asyncio
import os
from time import time

import pytest
from deals import ROLES, Deals
from fuzz import ALL_PHASES, Fuzzed, Target, fuzz
from matrix import PUBLIC
from prepared import known_values, prepared
from signing import identity_settings, signed_by

NOBODY = "nobody"
FULL = "administrator"
SECONDS = int(os.environ.get("SALESWIRE_FUZZ_SECONDS", "0"))  # for each role; 0 is the part of `make test`
DEEP = 150  # operations of 223 that must have answered an administrator with success
PATIENCE = SECONDS * 2 + 900  # on a machine that has other things to do

pytestmark = pytest.mark.timeout(PATIENCE + 100)


@pytest.mark.parametrize("role", [*ROLES, NOBODY])
async def test_no_answer_is_a_surprise(deals: Deals, role: str) -> None:
    whole = role == FULL or SECONDS > 0
    found = await asyncio.to_thread(
        fuzz,
        prepared(
            (await deals.admin.get("/api/openapi.json")).json(),
            deals,
            role if role in deals.owners else "mate",
            whole=SECONDS > 0,
        ),
        await target(deals, role),
        phases=ALL_PHASES if SECONDS else ("examples", "coverage") if whole else ("examples",),
        options=("--max-time", str(SECONDS)) if SECONDS else (),
        patience=PATIENCE,
    )
    print(f"fuzzed as {role}: {summary(found)}")
    assert found.code == 0, found.output[-20_000:]
    assert found.tested == found.selected > 200, found.output[-2_000:]
    if role == FULL:
        assert len(found.succeeded) >= DEEP, sorted(set(found.answers) - found.succeeded)
    if role == NOBODY:
        assert found.succeeded <= PUBLIC, found.succeeded - PUBLIC
    if SECONDS:
        assert found.scenarios > 0, found.output[-2_000:]


async def target(deals: Deals, role: str) -> Target:
    """The one whom the fuzzer plays, with a token that outlives the run."""
    issuer, settings = await signed_by(deals.company), identity_settings(deals.company)
    token = ""
    if role != NOBODY:
        person = deals.people[role].id
        token = issuer.sign(issuer.claims(settings, person, exp=int(time()) + 4 * 3600))
    spared = tuple(str(person.id) for person in (deals.admin, *deals.people.values()))
    return Target(deals.company.origin, token, known_values(deals), spared, deals.common["person"])


def summary(found: Fuzzed) -> str:
    """The figures of a run."""
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(found.statuses.items()))
    return (
        f"{found.cases} requests to {found.tested} of {found.selected} operations, {len(found.succeeded)} of "
        f"them with success; {found.scenarios} scenarios; {statuses}"
    )
