-- Which parked keys people were told of: the counter of a key's events outlives its time in parked_key.

CREATE TABLE told_key (
    id             uuid    PRIMARY KEY,
    version        bigint  NOT NULL,
    correlation_id uuid    NOT NULL,
    group_name     text    NOT NULL,
    topic          text    NOT NULL,
    key            bytea   NOT NULL,
    stuck          boolean NOT NULL
);
COMMENT ON COLUMN told_key.stuck IS 'Whether the last that was said of it is that it waits';
CREATE INDEX told_key_stuck ON told_key (group_name) WHERE stuck;
