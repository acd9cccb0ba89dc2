"""Settings of identity beside those of every service; times in seconds."""

from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, Field, SecretStr

import chassis.settings

SCOPES = ("openid", "profile", "email")


class Client(BaseModel):
    """A registered public client of the authorization code flow; all URIs match exactly."""

    name: str
    redirect_uris: tuple[str, ...]
    signed_out_uris: tuple[str, ...] = Field(default=(), description="Where people may go after signing out")
    renewal_overlap: int = Field(
        default=0, description="Seconds in which a used refresh token still renews: tabs renew side by side"
    )


class Settings(chassis.settings.Settings):
    """How long sign-ins last and how hard guessing is."""

    secrets: ClassVar[tuple[str, ...]] = (*chassis.settings.Settings.secrets, "key_secret")

    access_token_seconds: int = Field(default=600, le=600)
    refresh_token_seconds: int = Field(default=14 * 86_400, description="Longest pause between two uses")
    session_seconds: int = Field(default=30 * 86_400, description="Longest sign-in, however often refreshed")
    code_seconds: int = Field(default=60, le=60)
    clients: dict[str, Client] = Field(
        default={
            "web": Client(
                name="Saleswire",
                redirect_uris=("http://127.0.0.1:8080/sign-in/callback",),
                signed_out_uris=("http://127.0.0.1:8080/signed-out",),
                renewal_overlap=30,
            )
        },
        description="Client id to client, as JSON",
    )
    script_client: str = Field(default="script", description="Client id of sign-ins by username and password")

    key_secret: SecretStr = Field(
        default=SecretStr(""), description="Encrypts private signing keys in the database; plain when empty"
    )
    retired_key_seconds: int = Field(default=86_400, description="How long a replaced key stays published")

    argon2_time: int = 2
    argon2_memory_kib: int = 19 * 1024
    argon2_parallel: int = 1
    argon2_at_once: int = Field(default=2, description="Passwords checked at the same time in this process")
    shortest_password: int = 10

    guess_window: int = Field(default=900, description="Failed sign-ins count for this long")
    free_guesses: int = Field(default=5, description="At one name from one place, before each costs a pause")
    longest_pause: int = Field(default=300, description="The pause begins with 1 s and doubles up to this")
    guesses_by_username: int = Field(default=100, description="From all places that are not known together")
    guesses_by_address: int = Field(default=100, description="At all names together")
    known_browser_seconds: int = Field(default=365 * 86_400, description="How long a browser stays known")

    admin_username: str = "admin"
    admin_secret_file: Path | None = Field(
        default=None, description="The first administrator's secret; made, mode 600, when missing"
    )
    administrator_secret: SecretStr | None = Field(
        default=None, description="The first administrator's secret itself, instead of a file"
    )

    largest_preference: int = Field(default=32 * 1024, description="Bytes of one preference as JSON")
    most_preferences: int = 100
