"""The fuzzer's finding: as whichever role, no 5xx and no answer that the description does not have.

``make test`` tries a sample: one good request to every operation as three who may all, some and nothing, and
every odd value at one operation of SAMPLED. ``make fuzz`` sets SALESWIRE_FUZZ_SECONDS: all of that at every
operation as every role, then that long of random requests and chains of them.
"""

import asyncio
import os
from time import time

import pytest
from deals import ROLES, Deals
from fuzz import Fuzzed, Target, fuzz
from matrix import PUBLIC
from prepared import known_values, one_of, prepared
from signing import identity_settings, signed_by

NOBODY = "nobody"
FULL = "administrator"
SELLER = "seller"
SECONDS = int(os.environ.get("SALESWIRE_FUZZ_SECONDS", "0"))  # for each role; 0 is the part of `make test`
EVERYBODY = [*ROLES, NOBODY]
SAMPLED = 8
DEEP = 150  # operations of 223 that must have answered an administrator with success
PATIENCE = SECONDS * 2 + 900  # on a machine that has other things to do

pytestmark = pytest.mark.timeout(PATIENCE + 100)


@pytest.mark.parametrize("role", EVERYBODY if SECONDS else [FULL, SELLER, NOBODY])
async def test_no_answer_is_a_surprise(deals: Deals, role: str) -> None:
    found = await fuzzed(deals, role, "examples")
    assert found.code == 0, found.output[-20_000:]
    assert found.tested == found.selected > 200, found.output[-2_000:]
    if role == FULL:
        assert len(found.succeeded) >= DEEP, sorted(set(found.answers) - found.succeeded)
    if role == NOBODY:
        assert found.succeeded <= PUBLIC, found.succeeded - PUBLIC


@pytest.mark.parametrize("role", EVERYBODY if SECONDS else [FULL])
async def test_no_odd_value_is_answered_with_a_surprise(deals: Deals, role: str) -> None:
    every = 1 if SECONDS else SAMPLED
    found = await fuzzed(deals, role, "coverage", every=every)
    assert found.code == 0, found.output[-20_000:]
    assert found.tested == found.selected > 200 // every, found.output[-2_000:]


if SECONDS:

    @pytest.mark.parametrize("role", EVERYBODY)
    async def test_no_random_request_and_no_chain_of_requests_is_a_surprise(deals: Deals, role: str) -> None:
        found = await fuzzed(deals, role, "fuzzing", "stateful", "--max-time", str(SECONDS))
        assert found.code == 0, found.output[-20_000:]
        assert found.tested > 0, found.output[-2_000:]
        assert found.scenarios > 0 or role == NOBODY, found.output[-2_000:]


async def fuzzed(deals: Deals, role: str, *words: str, every: int = 1) -> Fuzzed:
    """Fuzz one operation of ``every`` as this role; ``words`` are phases, and then options."""
    phases = tuple(word for word in words if word in ("examples", "coverage", "fuzzing", "stateful"))
    description = await deals.described()
    owner = role if role in deals.owners else "mate"
    found = await asyncio.to_thread(
        fuzz,
        one_of(every, prepared(description, deals, owner, whole="fuzzing" in phases)),
        await target(deals, role),
        phases=phases,
        options=words[len(phases) :],
        patience=PATIENCE,
    )
    print(f"{', '.join(phases)} as {role}: {summary(found)}")
    return found


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
