"""How an outside system proves to Kafka who it is: what the environment says, in aiokafka's words."""

from collections.abc import Mapping
from typing import Any

from aiokafka.helpers import create_ssl_context


def security(told: Mapping[str, str]) -> dict[str, Any]:
    """Options for any of aiokafka's clients, from KAFKA_SECURITY_PROTOCOL and what belongs to it."""
    protocol = told.get("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
    options: dict[str, Any] = {"security_protocol": protocol}
    if protocol.endswith("SSL"):
        names = {"cafile": "CA_FILE", "certfile": "CERTIFICATE_FILE", "keyfile": "KEY_FILE"}
        files = {option: told.get(f"KAFKA_{name}") or None for option, name in names.items()}
        options["ssl_context"] = create_ssl_context(**files)
    if protocol.startswith("SASL"):
        options["sasl_mechanism"] = told.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
        options["sasl_plain_username"] = told["KAFKA_USERNAME"]
        options["sasl_plain_password"] = told["KAFKA_PASSWORD"]
    return options
