-- Whose event each last sequence was, and how far Kafka acknowledged each partition that we write.

ALTER TABLE last_sequence ADD COLUMN event_id uuid;
COMMENT ON COLUMN last_sequence.event_id IS 'Null where the sequence was recorded before ids were kept';

ALTER TABLE parked_key DROP CONSTRAINT parked_key_reason_check;
ALTER TABLE parked_key ADD CONSTRAINT parked_key_reason_check
    CHECK (reason IN ('error', 'missing-copy', 'gap', 'unreadable', 'conflict'));

CREATE TABLE acknowledged (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    whole_at    bigint  NOT NULL DEFAULT 0,
    whole_to    bigint  NOT NULL DEFAULT 0,
    resend_from bigint,
    PRIMARY KEY (topic, partition)
);
COMMENT ON COLUMN acknowledged.next_offset IS 'Behind the last record that Kafka acknowledged';
COMMENT ON COLUMN acknowledged.whole_at IS 'Below this offset stands all that the journal has up to position whole_to';
COMMENT ON COLUMN acknowledged.resend_from IS 'The log lost its end: its events are sent again from this position on';
