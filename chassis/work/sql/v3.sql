-- A document of a thousand lines is one event: bodies may have 900 KiB, which Kafka takes with its headers.

ALTER TABLE outbox DROP CONSTRAINT outbox_body_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_body_check CHECK (octet_length(body) <= 921600);
