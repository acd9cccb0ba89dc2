"""What every service is told from outside, by environment variables ``SALESWIRE_…``.

A service adds its own settings in a subclass; nothing reads the environment elsewhere.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings shared by all services; the company's currency, zone and rounding are among them."""

    model_config = SettingsConfigDict(env_prefix="SALESWIRE_", extra="ignore")

    database_url: SecretStr = Field(description="postgresql://role:password@host:port/database, not pooled")
    kafka_bootstrap: str = "127.0.0.1:19092"
    topic_prefix: str = Field(default="", description="Put before every topic and group, for tests")
    role: Literal["all", "api", "worker"] = Field(default="all", description="Which half of the service runs")

    issuer: str = Field(default="http://127.0.0.1:8080", description="iss of the tokens that are accepted")
    jwks_url: str = Field(
        default="http://127.0.0.1:8101/.well-known/jwks.json", description="The issuer's keys"
    )
    audience: str = "saleswire"
    cursor_secret: SecretStr = Field(default=SecretStr("local"), description="Signs paging cursors")

    company_currency: str = "EUR"
    company_zone: str = "Europe/Berlin"
    company_name: str = Field(default="Saleswire", description="Who sells, as papers name it")
    company_address: str = Field(default="", description="Lines of the letterhead's address, parted by ;")
    company_foot: str = Field(default="", description="Lines of the foot: register, tax number, bank")
    public_origin: str = Field(default="", description="Origin of the pages; the issuer's when empty")

    pool_size: int = Field(default=6, ge=1, description="Database connections for requests")
    background_pool_size: int = Field(default=6, ge=2, description="Connections for consumers and timers")
    batch_size: int = Field(default=500, ge=1, description="Most events in one consumed or produced batch")
    documents: Path = Field(default=Path(".local/documents"), description="Folder of uploaded documents")
    log_format: Literal["json", "text"] = "json"
    log_level: str = "INFO"
    otlp_endpoint: str = Field(default="", description="OTLP/HTTP traces endpoint; no export when empty")
