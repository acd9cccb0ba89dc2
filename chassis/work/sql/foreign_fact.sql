-- What outsiders told a service that judges their facts; made by that service's own migration.

CREATE TABLE foreign_fact (
    id         uuid        PRIMARY KEY,
    topic      text        NOT NULL,
    type       text        NOT NULL,
    source     text        NOT NULL,
    event_id   text        NOT NULL,
    subject_id uuid        NOT NULL,
    fate       text        NOT NULL CHECK (fate IN ('believed', 'refused', 'duplicate')),
    rule       text        NOT NULL,
    reason     text        NOT NULL,
    body       bytea,
    heard_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE foreign_fact IS 'One row for each fact that was heard; the body as it came';
CREATE INDEX foreign_fact_id ON foreign_fact (topic, event_id, source);
CREATE INDEX foreign_fact_refused ON foreign_fact (heard_at, id) WHERE fate = 'refused';
CREATE INDEX foreign_fact_subject ON foreign_fact (subject_id);
