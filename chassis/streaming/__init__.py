"""Answers that go on: server-sent events for whoever looks at something, until there is a reason to end.

``Viewers`` keeps those of this process and watches once for all of them; a ``Sitting`` is one person's.
"""

from chassis.streaming.event_stream import AGAIN, BEAT, HEARTBEAT, EventStream, written
from chassis.streaming.sittings import Sitting, sitting
from chassis.streaming.viewers import Viewer, Viewers

__all__ = [
    "AGAIN",
    "BEAT",
    "HEARTBEAT",
    "EventStream",
    "Sitting",
    "Viewer",
    "Viewers",
    "sitting",
    "written",
]
