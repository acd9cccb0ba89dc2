"""What a replay forgets and builds anew, and what it must leave alone."""

import reporting.projections
from saleswire.commands.replay import projected


def test_a_replay_builds_notices_anew_and_leaves_alone_what_was_read() -> None:
    assert reporting.projections.project.handled
    tables = projected("reporting")
    assert "notice" in tables
    assert "notice_read" not in tables
