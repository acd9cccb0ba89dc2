"""For the tests of services: a stage on real PostgreSQL, servers, tokens, what migrations must keep."""

from chassis.testing.examples import differences, example, unlike_their_examples
from chassis.testing.local_issuer import LocalIssuer
from chassis.testing.migrations import Before, before, table_differences
from chassis.testing.servers import bootstrap, broker, named, server_url, until
from chassis.testing.stage import Person, Stage, body_of, running
from chassis.testing.untranslated import untranslated
from chassis.testing.watching import EventReader, free_port, served, watching

__all__ = [
    "Before",
    "EventReader",
    "LocalIssuer",
    "Person",
    "Stage",
    "before",
    "body_of",
    "bootstrap",
    "broker",
    "differences",
    "example",
    "free_port",
    "named",
    "running",
    "served",
    "server_url",
    "table_differences",
    "unlike_their_examples",
    "until",
    "untranslated",
    "watching",
]
