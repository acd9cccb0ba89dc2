"""What the environment says: where Kafka is, how to prove one's name to it, and where the notebook lies."""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

KAFKA = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092")
FOLDER = Path(os.environ.get("STATE_FOLDER", "."))
PREFIX = os.environ.get("TOPIC_PREFIX", "")  # before every topic and group, where a broker is shared
ZONE = os.environ.get("ZONE", "Europe/Berlin")  # whose days are meant
MECHANISMS = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


def security(told: Mapping[str, str]) -> BaseSecurity:
    """KAFKA_SECURITY_PROTOCOL and what belongs to it, in FastStream's words."""
    protocol = told.get("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
    context = certificates(told) if protocol.endswith("SSL") else None
    if not protocol.startswith("SASL"):
        return BaseSecurity(context, use_ssl=context is not None)
    mechanism = MECHANISMS[told.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")]
    name, password = told["KAFKA_USERNAME"], told["KAFKA_PASSWORD"]
    return mechanism(name, password, ssl_context=context, use_ssl=context is not None)


def certificates(told: Mapping[str, str]) -> ssl.SSLContext:
    """The authority that signed for the broker, and our own certificate where the broker asks for one."""
    context = ssl.create_default_context(cafile=told.get("KAFKA_CA_FILE") or None)
    if certificate := told.get("KAFKA_CERTIFICATE_FILE"):
        context.load_cert_chain(certificate, told.get("KAFKA_KEY_FILE") or None)
    return context
