"""Every Kafka client is made here, so that all of them prove who they are in one way.

The settings say how: TLS, SASL, both or neither. A client is not started yet.
"""

from ssl import SSLContext
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.helpers import create_ssl_context
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from chassis.settings import KafkaSettings

BY_MECHANISM = {"SCRAM-SHA-512": SASLScram512, "SCRAM-SHA-256": SASLScram256, "PLAIN": SASLPlaintext}


def make_producer(settings: KafkaSettings, **options: Any) -> AIOKafkaProducer:
    """A producer; ``options`` are aiokafka's."""
    return AIOKafkaProducer(**_address(settings), **options)


def make_consumer(settings: KafkaSettings, *topics: str, **options: Any) -> AIOKafkaConsumer:
    """A consumer of these topics, prefix included; ``options`` are aiokafka's."""
    return AIOKafkaConsumer(*topics, **_address(settings), **options)


def make_admin(settings: KafkaSettings, **options: Any) -> AIOKafkaAdminClient:
    """A client for topics and the cluster; ``options`` are aiokafka's."""
    return AIOKafkaAdminClient(**_address(settings), **options)


def make_broker(settings: KafkaSettings, **options: Any) -> KafkaBroker:
    """FastStream's broker; ``options`` are its own."""
    return KafkaBroker(settings.kafka_bootstrap, security=_security(settings), **options)


def tls_context(settings: KafkaSettings) -> SSLContext | None:
    """Whom we believe and who we are, or None without TLS. Raises OSError for files that do not serve."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    context: SSLContext = create_ssl_context(
        cafile=settings.kafka_ca_file,
        certfile=settings.kafka_certificate_file,
        keyfile=settings.kafka_key_file,
    )
    return context


def _address(settings: KafkaSettings) -> dict[str, Any]:
    return {
        "bootstrap_servers": settings.kafka_bootstrap,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": tls_context(settings),
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_username or None,
        "sasl_plain_password": settings.kafka_password.get_secret_value() or None,
    }


def _security(settings: KafkaSettings) -> BaseSecurity:
    context = tls_context(settings)
    if not settings.kafka_security_protocol.startswith("SASL"):
        return BaseSecurity(ssl_context=context, use_ssl=context is not None)
    return BY_MECHANISM[settings.kafka_sasl_mechanism](
        settings.kafka_username,
        settings.kafka_password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )
