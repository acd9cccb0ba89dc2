"""What clients of OAuth and OpenID Connect send and get, in the standards' words."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from identity.schemas import View


class TokenRequest(BaseModel):
    """The token endpoint's form (RFC 6749); fields depend on ``grant_type``, unknown ones are ignored."""

    grant_type: str = Field(default="password", max_length=64, description="Scripts may leave it out")
    username: str = Field(default="", max_length=256)
    password: SecretStr = Field(default=SecretStr(""), max_length=256)
    refresh_token: str = Field(default="", max_length=256)
    code: str = Field(default="", max_length=256)
    redirect_uri: str = Field(default="", max_length=2048)
    client_id: str = Field(default="", max_length=128)
    client_secret: SecretStr = Field(default=SecretStr(""), max_length=256)
    code_verifier: str = Field(default="", max_length=128)
    scope: str = Field(default="", max_length=256)


class RevokeRequest(BaseModel):
    """The form of RFC 7009."""

    token: str = Field(max_length=4096)
    token_type_hint: str = Field(default="", max_length=64)


def _is_nothing(value: object) -> bool:
    """What the standards leave out where it is not there."""
    return value is None


class Tokens(View):
    """What a sign-in gives."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the name of a type
    expires_in: int
    refresh_token: str | None = Field(default=None, exclude_if=_is_nothing)
    scope: str = ""
    id_token: str | None = Field(default=None, exclude_if=_is_nothing)


class AuthorizeRequest(BaseModel):
    """The query of the authorization endpoint; whatever else the standards name has no effect."""

    response_type: str = Field(default="", max_length=64)
    client_id: str = Field(default="", max_length=128)
    redirect_uri: str = Field(default="", max_length=2048)
    scope: str = Field(default="", max_length=256)
    state: str = Field(default="", max_length=2048)
    nonce: str = Field(default="", max_length=512)
    code_challenge: str = Field(default="", max_length=128)
    code_challenge_method: str = Field(default="", max_length=16)
    prompt: str = Field(default="", max_length=64)
    login_hint: str = Field(default="", max_length=256)


class SignInForm(AuthorizeRequest):
    """What the sign-in page sends: the query again, the proof against forgery, and the credentials."""

    csrf: str = Field(default="", max_length=128)
    username: str = Field(default="", max_length=256)
    password: SecretStr = Field(default=SecretStr(""), max_length=256)


class EndSession(BaseModel):
    """What a client sends to sign somebody out (OpenID Connect RP-initiated logout)."""

    id_token_hint: str = Field(default="", max_length=4096)
    post_logout_redirect_uri: str = Field(default="", max_length=2048)
    state: str = Field(default="", max_length=2048)


class UserInfo(View):
    """The OIDC claims of the person who is signed in."""

    sub: UUID
    preferred_username: str
    name: str
    email: str
