"""The saleswire command: PostgreSQL, Kafka and every service on one machine, started and kept alive."""
