"""What the settings say about Kafka reaches each kind of client."""

import pytest
from faststream.kafka.security import parse_security
from pydantic import ValidationError

from chassis.kafka import _address, _security, tls_context
from chassis.settings import KafkaSettings


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the run itself was told stays out."""
    for name in KafkaSettings.model_fields:
        monkeypatch.delenv(f"SALESWIRE_{name.upper()}", raising=False)


def test_without_settings_a_broker_is_plain() -> None:
    told = _address(KafkaSettings())
    assert (told["security_protocol"], told["ssl_context"]) == ("PLAINTEXT", None)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"])
@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_credentials_reach_aiokafka_and_faststream_alike(protocol: str, mechanism: str) -> None:
    settings = KafkaSettings(
        kafka_security_protocol=protocol,
        kafka_sasl_mechanism=mechanism,
        kafka_username="orders",
        kafka_password="secret",
    )
    plain, faststream = _address(settings), parse_security(_security(settings))
    assert faststream["sasl_plain_password"] == plain["sasl_plain_password"] == "secret"
    for name in ("security_protocol", "sasl_mechanism", "sasl_plain_username"):
        assert faststream[name] == plain[name]
    assert (faststream["ssl_context"] is None) == (plain["ssl_context"] is None) == (protocol != "SASL_SSL")


def test_a_broker_with_tls_must_be_the_one_that_it_says() -> None:
    context = tls_context(KafkaSettings(kafka_security_protocol="SSL"))
    assert context is not None
    assert context.check_hostname


def test_sasl_without_a_password_says_what_is_missing() -> None:
    with pytest.raises(ValidationError, match="give kafka_username and kafka_password"):
        KafkaSettings(kafka_security_protocol="SASL_PLAINTEXT", kafka_username="orders")


def test_the_password_is_not_printed() -> None:
    assert "hidden-1" not in repr(KafkaSettings(kafka_username="orders", kafka_password="hidden-1"))
