"""The way out: the relay sends the outbox's rows to Kafka and keeps them in the journal.

One leader for each database. What was sent can be proved (``verify``) and sent again (``republish``).
"""

from chassis.outbound.envelope import COLUMNS, Entry, headers_of, source
from chassis.outbound.journal import Verdict, verify
from chassis.outbound.producer import acknowledged, close_producer, hand_over, open_producer
from chassis.outbound.relay import Relay
from chassis.outbound.republishing import adopt_cluster, cluster_changed, republish
from chassis.outbound.tails import short_logs

__all__ = [
    "COLUMNS",
    "Entry",
    "Relay",
    "Verdict",
    "acknowledged",
    "adopt_cluster",
    "close_producer",
    "cluster_changed",
    "hand_over",
    "headers_of",
    "open_producer",
    "republish",
    "short_logs",
    "source",
    "verify",
]
