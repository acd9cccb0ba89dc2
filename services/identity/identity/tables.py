"""Tables beside the aggregates: credentials, sign-ins, keys, preferences. No event carries any of this."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.work import time
from identity.models import metadata

SEED = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"

credential = Table(
    "credential",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("changed_at", time(), nullable=False, server_default=func.now()),
)
session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
    Column("expires_at", time(), nullable=False),
    Column("revoked_at", time()),
    Column("seed", LargeBinary, nullable=False, server_default=text(SEED)),
)
refresh_token = Table(
    "refresh_token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("expires_at", time(), nullable=False),
    Column("used_at", time()),
)
authorization_code = Table(
    "authorization_code",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at", time(), nullable=False),
    Column("used_at", time()),
    Column("session_id", Uuid),
)
signing_key = Table(
    "signing_key",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("public", JSONB, nullable=False),
    Column("private", Text, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
    Column("retired_at", time()),
    Column("revoked_at", time()),
)
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("username", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),  # or whatever else a place of attempts is
    Column("known", Boolean, nullable=False, server_default=false()),
    Column("at", time(), nullable=False, server_default=func.now()),
)
preference = Table(
    "preference",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", time(), nullable=False, server_default=func.now()),
)
team_preference = Table(
    "team_preference",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", time(), nullable=False, server_default=func.now()),
)
machine_secret = Table(
    "machine_secret",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
    Column("expires_at", time()),
    Column("last_used_at", time()),
)
