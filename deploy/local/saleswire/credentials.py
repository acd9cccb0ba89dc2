"""Who is who on Kafka: the settings with which each program of a copy reaches it."""

from typing import TYPE_CHECKING

from saleswire.infrastructure import Infrastructure

if TYPE_CHECKING:
    from chassis.settings import KafkaSettings


def operator(infra: Infrastructure) -> "KafkaSettings":
    """Kafka as whoever runs it sees it."""
    from chassis.settings import KafkaSettings

    return KafkaSettings(kafka_bootstrap=infra.kafka)
