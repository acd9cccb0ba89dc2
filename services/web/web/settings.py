"""What the web client is told from outside, by environment variables ``SALESWIRE_…``."""

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.weak_secrets import refuse_weak


class Settings(BaseSettings):
    """Where the gateway is and how sign-ins are sealed; times in seconds."""

    model_config = SettingsConfigDict(env_prefix="SALESWIRE_", extra="ignore", hide_input_in_errors=True)

    environment: Literal["local", "production"] = Field(
        default="local", description="In production, which https is too, weak secrets stop the start"
    )

    gateway_url: str = Field(default="http://127.0.0.1:8080", description="Where our own requests go")
    public_origin: str = Field(default="http://127.0.0.1:8080", description="What stands in the address bar")
    web_secret: SecretStr = Field(
        default=SecretStr(""), description="Seals the session cookie; the same for every replica"
    )
    company_zone: str = Field(default="Europe/Berlin", description="Whose days and clocks the pages show")
    client_id: str = "web"
    session_seconds: int = Field(default=30 * 86_400, description="How long a browser stays signed in")
    api_timeout: float = Field(default=15, description="Longest wait for one answer of the gateway")
    api_connections: int = 64
    me_seconds: float = Field(default=15, description="How old one's own roles may be in menus")
    names_seconds: float = Field(default=30, description="How old colleagues' names may be in lists")
    most_streams: int = Field(default=1_000, description="Live connections of one replica")

    @property
    def secure(self) -> bool:
        """Whether cookies go over TLS only."""
        return self.public_origin.startswith("https://")

    @model_validator(mode="after")
    def _guard_secrets(self) -> Self:
        if self.environment == "production" or self.secure:
            refuse_weak(web_secret=self.web_secret)
        return self
