"""What the gateway is told from outside, by environment variables ``SALESWIRE_…``.

It has no database and no Kafka, so it does not share the services' settings, only their names.
"""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.weak_secrets import refuse_weak

WEB = "web"  # what serves pages: everything that is not an API
ROUTES = {  # of services that have other paths than /api/<name>
    "/api/auth": "identity",
    "/api/identity": "identity",
    "/.well-known": "identity",
    "/api/reports": "reporting",
    "/api/trace": "reporting",
    "/api/search": "reporting",
}


class Settings(BaseSettings):
    """Where the services are and how much one caller may ask of them; times in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="SALESWIRE_", extra="ignore", hide_input_in_errors=True)

    environment: Literal["local", "production"] = Field(
        default="local", description="In production, which https is too, weak secrets stop the start"
    )

    upstreams: dict[str, str] = Field(default={}, description="Origin of each service, as JSON")
    routes: dict[str, str] = Field(
        default=ROUTES, description="Path prefix to service, as JSON; the others are at /api/<name>"
    )

    public_origin: str = Field(
        default="",
        pattern=r"^(https?://[A-Za-z0-9.:\[\]-]{1,255})?$",
        description="Where people reach us, such as https://sales.example; by default as each request says",
    )
    issuer: str = "http://127.0.0.1:8080"
    jwks_url: str = "http://127.0.0.1:8101/.well-known/jwks.json"
    audience: str = "saleswire"

    rate_per_second: float = Field(default=300, gt=0, description="Requests of one person or address")
    rate_burst: int = Field(default=600, ge=1)
    body_limit: int = Field(default=1024 * 1024, description="Largest request body")
    upload_limit: int = Field(
        default=21 * 1024 * 1024, description="Largest multipart/form-data body: a document and its fields"
    )
    body_timeout: float = Field(default=30, description="Longest silence of a client that sends a body")

    connect_timeout: float = 1
    read_timeout: float = Field(default=30, description="Longest silence of a service, else 504")
    stream_timeout: float = Field(default=90, description="The same for event streams, which send heartbeats")
    in_flight_each: int = Field(default=128, ge=1, description="Requests of one person at the same time")
    upstream_connections: int = Field(default=512, description="Open connections to all services together")
    stream_connections: int = Field(default=4096, description="The same for event streams, which are apart")
    upstream_keepalive: float = Field(default=4, description="Shorter than the services' own keep-alive")

    description_age: float = Field(
        default=5, description="How old the API description may get before the services are asked again"
    )
    cors_origins: tuple[Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.:\[\]-]{1,255}$")], ...] = Field(
        default=(), description="Origins whose pages may call the API from a browser, as JSON"
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="Proxies whose X-Forwarded-For is believed, as JSON: the TLS proxy's network"
    )
    gateway_secret: SecretStr = Field(
        default=SecretStr(""), description="Shared with the services: proves which address a client has"
    )
    internal_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")),
        description="Who may read /metrics and /internal/status, not through a proxy",
    )

    def all_routes(self) -> dict[str, str]:
        """The routes, and ``/api/<name>`` for each service that they do not name; ``/`` is web's."""
        unnamed = self.upstreams.keys() - self.routes.values()
        return {"/" if name == WEB else f"/api/{name}": name for name in unnamed} | self.routes

    @model_validator(mode="after")
    def _guard_secrets(self) -> Self:
        if self.environment == "production" or any(
            origin.startswith("https:") for origin in (self.issuer, self.public_origin)
        ):
            refuse_weak(gateway_secret=self.gateway_secret)
        return self
