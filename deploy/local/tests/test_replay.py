"""What a replay forgets and builds anew, and what it must leave alone."""

import notifications.projections
from saleswire.commands.replay import projected


def test_a_replay_builds_notices_anew_and_leaves_alone_what_was_read_and_muted() -> None:
    tables = projected("notifications", notifications.projections.project)
    assert {"notice", "noticed_document", "party_copy"} <= {*tables}
    assert not {"notice_read", "mute", "beginning"} & {*tables}
