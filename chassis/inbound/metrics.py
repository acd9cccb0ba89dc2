"""What Prometheus is told of the ways in, read from the groups' own figures when it asks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from chassis.inbound.consumer import Consumer


class ConsumerMetrics:
    """A collector for a telemetry's registry."""

    def __init__(self, consumers: Sequence[Consumer]) -> None:
        self.consumers = [consumer for consumer in consumers if consumer.group.topics]

    def collect(self) -> Iterator[Metric]:
        """The metrics of all groups."""
        yield from self._lag()
        duplicates = CounterMetricFamily(
            "inbox_duplicates", "Events that had been applied before", labels=["group"]
        )
        dead = CounterMetricFamily(
            "dead_letters", "Events that were parked or unreadable", labels=["group", "reason"]
        )
        parked = GaugeMetricFamily("parked_keys", "Keys that wait", labels=["group"])
        stuck = GaugeMetricFamily(
            "stuck_keys", "Parked keys that wait for a person, or for more than a minute", labels=["group"]
        )
        conflicts = GaugeMetricFamily(
            "parked_conflicts", "Keys that wait because two events had one sequence", labels=["group"]
        )
        gap = GaugeMetricFamily(
            "parked_gap_seconds",
            "For how long an event has been missing; above 60 is an alarm",
            labels=["group"],
        )
        for consumer in self.consumers:
            name, figures = consumer.group.name, consumer.group.figures
            duplicates.add_metric([name], figures.counts["duplicates"])
            parked.add_metric([name], figures.parked_keys)
            stuck.add_metric([name], figures.stuck_keys)
            conflicts.add_metric([name], figures.conflicts)
            gap.add_metric([name], figures.oldest_gap)
            for reason, count in figures.dead.items():
                dead.add_metric([name, reason], count)
        yield from (duplicates, dead, parked, stuck, conflicts, gap)

    def _lag(self) -> Iterator[Metric]:
        records = GaugeMetricFamily(
            "consumer_lag_records", "Records not applied yet", labels=["group", "topic"]
        )
        seconds = GaugeMetricFamily(
            "consumer_lag_seconds", "Age of the newest applied event while others wait", labels=["group"]
        )
        for consumer in self.consumers:
            lag = consumer.lag()
            for topic, missing in lag.items():
                records.add_metric([consumer.group.name, topic], missing)
            age = (datetime.now(UTC) - consumer.group.figures.newest).total_seconds()
            seconds.add_metric([consumer.group.name], max(age, 0) if any(lag.values()) else 0)
        yield from (records, seconds)
