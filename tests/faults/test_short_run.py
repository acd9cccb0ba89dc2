"""The short run: any process of the stack dies at any moment while deals are made; nothing comes of it.

Before that the races and after it poison, on the same copy.
"""

import os
import secrets

import pytest

from tests.faults.phases import short
from tests.faults.run import run

KILLS = 16  # each kind of process once


@pytest.mark.timeout(900)
async def test_nothing_is_lost_or_doubled_whatever_breaks() -> None:
    seed = int(os.environ.get("SALESWIRE_FAULTS_SEED", secrets.randbelow(10**6)))
    print(f"seed {seed}: SALESWIRE_FAULTS_SEED={seed} repeats the order of the kills")
    outcome = await run(short(KILLS, seed))
    print(outcome.line)
    assert outcome.findings == []
    assert len({kill.name for kill in outcome.kills}) == len(outcome.kills) == KILLS
    assert outcome.closed > KILLS
