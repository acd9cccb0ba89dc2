"""The way in: consumers hand events to reactions, which decide, and to projections, which remember.

Positions and sequences lie in our database: an effect happens once. A key whose event fails is parked.
"""

from chassis.inbound.consumer import Consumer
from chassis.inbound.dead_letters import drop, list_parked, redrive, show
from chassis.inbound.metrics import ConsumerMetrics
from chassis.inbound.newer import add_up, insert_all, upsert_newer
from chassis.inbound.outsiders import BELIEVED, Fate, Verdict, foreign_fact, refused
from chassis.inbound.projections import Projections, joined
from chassis.inbound.reactions import Reactions
from chassis.inbound.rebuilding import digest, replay
from chassis.inbound.received import Received
from chassis.inbound.waiting import wait_for

__all__ = [
    "BELIEVED",
    "Consumer",
    "ConsumerMetrics",
    "Fate",
    "Projections",
    "Reactions",
    "Received",
    "Verdict",
    "add_up",
    "digest",
    "drop",
    "foreign_fact",
    "insert_all",
    "joined",
    "list_parked",
    "redrive",
    "refused",
    "replay",
    "show",
    "upsert_newer",
    "wait_for",
]
