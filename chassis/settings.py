"""What every service is told from outside, by environment variables ``SALESWIRE_…``.

A service adds its own settings in a subclass; nothing reads the environment elsewhere.
"""

from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.weak_secrets import refuse_weak


class KafkaSettings(BaseSettings):
    """Where Kafka is, and how a client proves who it is; all that ``chassis.kafka`` needs."""

    model_config = SettingsConfigDict(env_prefix="SALESWIRE_", extra="ignore", hide_input_in_errors=True)

    kafka_bootstrap: str = Field(default="127.0.0.1:19092", description="host:port, several with commas")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_username: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca_file: Path | None = Field(default=None, description="PEM; the system's authorities when absent")
    kafka_certificate_file: Path | None = Field(default=None, description="PEM, for brokers that ask for one")
    kafka_key_file: Path | None = Field(default=None, description="PEM, the certificate's key")

    @model_validator(mode="after")
    def _has_credentials(self) -> Self:
        if self.kafka_security_protocol.startswith("SASL") and not (
            self.kafka_username and self.kafka_password.get_secret_value()
        ):
            raise ValueError(
                f"kafka_security_protocol is {self.kafka_security_protocol}: "
                "give kafka_username and kafka_password, too."
            )
        return self


class Settings(KafkaSettings):
    """Settings shared by all services; the company's currency, zone and rounding are among them."""

    secrets: ClassVar[tuple[str, ...]] = ("cursor_secret", "gateway_secret")

    environment: Literal["local", "production"] = Field(
        default="local",
        description="In production, which an https issuer is too, weak secrets stop the start",
    )
    database_url: SecretStr = Field(description="postgresql://role:password@host:port/database, not pooled")
    topic_prefix: str = Field(default="", description="Put before every topic and group, for tests")
    role: Literal["all", "api", "worker"] = Field(default="all", description="Which half of the service runs")

    issuer: str = Field(default="http://127.0.0.1:8080", description="iss of the tokens that are accepted")
    jwks_url: str = Field(
        default="http://127.0.0.1:8101/.well-known/jwks.json", description="The issuer's keys"
    )
    audience: str = "saleswire"
    via_clients: dict[str, tuple[str, ...]] = Field(
        default={"web": ("web",), "script": ("script", "import")},
        description="What the holders of a client's tokens may say in Saleswire-Via, as JSON",
    )
    gateway_secret: SecretStr = Field(
        default=SecretStr(""), description="Shared with the gateway: proves which address a client has"
    )
    cursor_secret: SecretStr = Field(default=SecretStr("local"), description="Signs paging cursors")

    company_currency: str = "EUR"
    company_zone: str = "Europe/Berlin"
    company_closed_until: date | None = Field(
        default=None, description="Last day of the periods that accounting has closed"
    )
    company_name: str = Field(default="Saleswire", description="Who sells, as papers name it")
    company_address: str = Field(default="", description="Lines of the letterhead's address, parted by ;")
    company_foot: str = Field(default="", description="Lines of the foot: register, tax number, bank")
    public_origin: str = Field(default="", description="Origin of the pages; the issuer's when empty")

    pool_size: int = Field(default=6, ge=1, description="Database connections for requests")
    background_pool_size: int = Field(default=6, ge=2, description="Connections for consumers and timers")
    batch_size: int = Field(default=500, ge=1, description="Most events in one consumed or produced batch")
    upload_bytes_each: int = Field(default=1 << 30, description="Bytes that one person may upload a day")
    upload_bytes: int = Field(default=100 << 30, description="Bytes of all documents of a service")
    disk_reserve: int = Field(default=256 << 20, description="Free bytes that uploads leave on the disk")
    documents: Path = Field(default=Path(".local/documents"), description="Folder of uploaded documents")
    log_format: Literal["json", "text"] = "json"
    log_level: str = "INFO"
    otlp_endpoint: str = Field(default="", description="OTLP/HTTP traces endpoint; no export when empty")

    @model_validator(mode="after")
    def _guard_secrets(self) -> Self:
        if self.environment == "production" or self.issuer.startswith("https:"):
            refuse_weak(**{name: getattr(self, name) for name in self.secrets})
        return self
