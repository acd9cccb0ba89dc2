"""People, teams, territories, roles; credentials, sign-ins, signing keys, preferences."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for part in (PEOPLE, SIGN_IN, INDEXES):
        for statement in part.split(";\n"):  # the driver takes one statement at a time
            if statement.strip():
                op.execute(statement)


AGGREGATE = "id uuid PRIMARY KEY, version bigint NOT NULL, correlation_id uuid NOT NULL"

PEOPLE = f"""
CREATE TABLE team ({AGGREGATE}, name text NOT NULL UNIQUE, department text NOT NULL);
CREATE TABLE territory ({AGGREGATE}, name text NOT NULL UNIQUE);
CREATE TABLE role (
    {AGGREGATE},
    name        text    NOT NULL UNIQUE,
    scope       text    NOT NULL CHECK (scope IN ('own', 'team', 'territory', 'all')),
    permissions text[]  NOT NULL,
    built_in    boolean NOT NULL
);
CREATE TABLE person (
    {AGGREGATE},
    username    text UNIQUE CHECK (username = lower(username)),
    name        text        NOT NULL,
    email       text        NOT NULL,
    team_id     uuid REFERENCES team,
    territories text[]      NOT NULL,
    roles       text[]      NOT NULL,
    active      boolean     NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (username IS NOT NULL OR NOT active)
);
CREATE TABLE credential (
    person_id  uuid PRIMARY KEY REFERENCES person,
    hash       text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE preference (
    person_id  uuid        NOT NULL REFERENCES person,
    key        text        NOT NULL,
    value      jsonb       NOT NULL,
    version    integer     NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person_id, key)
);
"""

SIGN_IN = """
CREATE TABLE session (
    id         uuid PRIMARY KEY,
    person_id  uuid        NOT NULL REFERENCES person,
    client_id  text        NOT NULL,
    scope      text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE TABLE refresh_token (
    digest     bytea PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE TABLE authorization_code (
    digest       bytea PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES person,
    client_id    text        NOT NULL,
    redirect_uri text        NOT NULL,
    challenge    text        NOT NULL,
    nonce        text        NOT NULL,
    scope        text        NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    session_id   uuid
);
CREATE TABLE signing_key (
    kid        text PRIMARY KEY,
    public     jsonb       NOT NULL,
    private    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);
CREATE TABLE sign_in_attempt (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username bytea       NOT NULL,
    address  bytea       NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);
"""

INDEXES = """
CREATE INDEX person_name ON person (name, id);
CREATE INDEX person_team ON person (team_id);
CREATE INDEX session_person ON session (person_id) WHERE revoked_at IS NULL;
CREATE INDEX session_age ON session (expires_at);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX authorization_code_age ON authorization_code (expires_at);
CREATE INDEX sign_in_attempt_username ON sign_in_attempt (username, at);
CREATE INDEX sign_in_attempt_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_age ON sign_in_attempt (at);
CREATE UNIQUE INDEX signing_key_current ON signing_key ((true)) WHERE retired_at IS NULL;
"""
