-- The tables that every service's database has. Applied once by a service's first migration and
-- never edited after a release: later versions stand in files of their own.

CREATE TABLE outbox (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text        NOT NULL CHECK (kind IN ('event', 'state', 'dead-letter')),
    event_id       uuid        NOT NULL,
    topic          text        NOT NULL,
    key            bytea,
    type           text        NOT NULL,
    aggregate      text        NOT NULL,
    aggregate_id   uuid        NOT NULL,
    sequence       bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    causation_id   uuid        NOT NULL,
    actor          uuid,
    via            text        NOT NULL,
    traceparent    text,
    headers        jsonb,
    body           bytea CHECK (octet_length(body) <= 262144),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN outbox.headers IS 'Headers of a dead letter, values base64; null otherwise';
COMMENT ON COLUMN outbox.body IS 'Null is a tombstone, on state topics only';

CREATE TABLE journal (
    position       bigint      NOT NULL,
    event_id       uuid        NOT NULL,
    topic          text        NOT NULL,
    key            bytea       NOT NULL,
    type           text        NOT NULL,
    aggregate      text        NOT NULL,
    aggregate_id   uuid        NOT NULL,
    sequence       bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    causation_id   uuid        NOT NULL,
    actor          uuid,
    via            text        NOT NULL,
    traceparent    text,
    body           bytea       NOT NULL,
    recorded_at    timestamptz NOT NULL,
    hash           bytea       NOT NULL,
    PRIMARY KEY (position, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE journal_default PARTITION OF journal DEFAULT;
CREATE INDEX journal_aggregate ON journal (aggregate_id, sequence);

CREATE TABLE journal_head (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint NOT NULL,
    hash     bytea  NOT NULL
);
INSERT INTO journal_head (position, hash) VALUES (0, '\x0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE kafka_cluster (
    single     boolean PRIMARY KEY DEFAULT true CHECK (single),
    cluster_id text NOT NULL
);

CREATE TABLE republished (
    cluster_id text   PRIMARY KEY,
    position   bigint NOT NULL
);
COMMENT ON TABLE republished IS 'How far the journal was resent to a cluster, so that it can go on from there';

CREATE TABLE position (
    group_name  text    NOT NULL,
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (group_name, topic, partition)
);

CREATE TABLE last_sequence (
    group_name   text   NOT NULL,
    topic        text   NOT NULL,
    aggregate_id uuid   NOT NULL,
    sequence     bigint NOT NULL,
    PRIMARY KEY (group_name, aggregate_id, topic)
);

CREATE TABLE seen_event (
    group_name text        NOT NULL,
    event_id   text        NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (group_name, event_id)
);
COMMENT ON TABLE seen_event IS 'Event ids of foreign topics, kept 30 days';
CREATE INDEX seen_event_age ON seen_event (seen_at);

CREATE TABLE parked_key (
    group_name text        NOT NULL,
    topic      text        NOT NULL,
    key        bytea       NOT NULL,
    reason     text        NOT NULL CHECK (reason IN ('error', 'missing-copy', 'gap', 'unreadable')),
    error      text        NOT NULL,
    attempts   integer     NOT NULL DEFAULT 1,
    parked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    retry_at   timestamptz,
    PRIMARY KEY (group_name, topic, key)
);
COMMENT ON COLUMN parked_key.retry_at IS 'When the timer tries again; null waits for a person';

CREATE TABLE parked_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_name text    NOT NULL,
    topic      text    NOT NULL,
    key        bytea   NOT NULL,
    event_id   text    NOT NULL,
    sequence   bigint  NOT NULL,
    partition  integer NOT NULL,
    "offset"   bigint  NOT NULL,
    headers    jsonb   NOT NULL,
    body       bytea,
    parked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (group_name, topic, key, event_id),
    FOREIGN KEY (group_name, topic, key) REFERENCES parked_key
);
COMMENT ON COLUMN parked_event.headers IS 'Headers as they came, values base64';

CREATE TABLE timer (
    name       text        NOT NULL,
    subject_id uuid        NOT NULL,
    due_at     timestamptz NOT NULL,
    generation integer     NOT NULL DEFAULT 1,
    attempts   integer     NOT NULL DEFAULT 0,
    error      text,
    PRIMARY KEY (name, subject_id)
);
CREATE INDEX timer_due ON timer (due_at);

CREATE TABLE idempotency (
    person_id   uuid        NOT NULL,
    route       text        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    status      smallint    NOT NULL,
    headers     jsonb       NOT NULL,
    body        bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, route, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE number_series (
    series text   NOT NULL,
    year   integer NOT NULL,
    last   bigint NOT NULL,
    PRIMARY KEY (series, year)
);

CREATE TABLE document (
    id          uuid        PRIMARY KEY,
    subject_id  uuid        NOT NULL,
    name        text        NOT NULL,
    media_type  text        NOT NULL,
    size        bigint      NOT NULL,
    sha256      bytea       NOT NULL,
    stored_as   text        NOT NULL UNIQUE,
    uploaded_by uuid,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX document_subject ON document (subject_id);

CREATE TABLE access_person (
    id          uuid    PRIMARY KEY,
    version     bigint  NOT NULL,
    active      boolean NOT NULL,
    team_id     uuid,
    territories text[]  NOT NULL DEFAULT '{}',
    roles       text[]  NOT NULL DEFAULT '{}',
    name        text    NOT NULL DEFAULT '',
    name_version bigint NOT NULL DEFAULT 0
);
CREATE INDEX access_person_team ON access_person (team_id);

CREATE TABLE access_role (
    name        text   PRIMARY KEY,
    version     bigint NOT NULL,
    scope       text   NOT NULL,
    permissions text[] NOT NULL
);

CREATE TABLE access_client (
    id        uuid   PRIMARY KEY,
    version   bigint NOT NULL,
    territory text   NOT NULL
);
CREATE INDEX access_client_territory ON access_client (territory);

CREATE TABLE access_revoked_session (
    session_id uuid PRIMARY KEY,
    revoked_at timestamptz NOT NULL
);
