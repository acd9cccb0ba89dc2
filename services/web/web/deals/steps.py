"""The status bar of a document: which steps are done, which is now, which come. Pure."""

from collections.abc import Sequence

STOPPED = {"cancelled", "declined", "expired", "refused"}
BETWEEN = {"partially_shipped": "released"}


def steps_of(flow: Sequence[tuple[str, str]], status: str) -> list[tuple[str, str, str]]:
    """Key, label and state (done, now, next or bad) of each step; a stopped document shows where it ended."""
    if status in STOPPED:
        return [(flow[0][0], flow[0][1], "done"), (status, status.capitalize(), "bad")]
    keys = [key for key, _ in flow]
    at = keys.index(BETWEEN.get(status, status)) if BETWEEN.get(status, status) in keys else 0
    last = len(keys) - 1
    return [
        (key, label, "done" if place < at or at == last else "now" if place == at else "next")
        for place, (key, label) in enumerate(flow)
    ]
