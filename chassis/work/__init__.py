"""One unit of work: a transaction, its aggregates and statements, numbers, timers, migrations, kept answers.

``Work`` is one transaction; ``Database`` opens them. What it publishes lies in the outbox when it commits.
"""

from chassis.work.aggregates import Aggregate, aggregate_columns, children
from chassis.work.applied import Mark, rest
from chassis.work.columns import Stored, time
from chassis.work.database import Database, must_hold_none, sqlstate
from chassis.work.housekeeping import Housekeeping, Prune
from chassis.work.idempotency import Answer, Ask, fingerprint, keep_answer, stored_answer
from chassis.work.migrations import (
    NewerDatabase,
    UnknownRevision,
    chassis_statements,
    create_chassis_tables,
    create_foreign_facts,
    fold_column,
    migrate,
    migrate_database,
    migrations_of,
    run_env,
    run_script,
    say,
    upgrade,
    upgrade_chassis_tables,
)
from chassis.work.months import month_partitions
from chassis.work.numbering import next_from_sequence, next_number, numbered
from chassis.work.outgoing import LARGEST_BODY
from chassis.work.passing import passing
from chassis.work.postgres import connect, lasting_connection, refuse_old
from chassis.work.seeding import seeded
from chassis.work.storing import add, enter, load, peek, save
from chassis.work.tables import document, journal, outbox, told_key
from chassis.work.timers import TimerRunner, Timers, arm, disarm
from chassis.work.work import Caller, Work

__all__ = [
    "LARGEST_BODY",
    "Aggregate",
    "Answer",
    "Ask",
    "Caller",
    "Database",
    "Housekeeping",
    "Mark",
    "NewerDatabase",
    "Prune",
    "Stored",
    "TimerRunner",
    "Timers",
    "UnknownRevision",
    "Work",
    "add",
    "aggregate_columns",
    "arm",
    "chassis_statements",
    "children",
    "connect",
    "create_chassis_tables",
    "create_foreign_facts",
    "disarm",
    "document",
    "enter",
    "fingerprint",
    "fold_column",
    "journal",
    "keep_answer",
    "lasting_connection",
    "load",
    "migrate",
    "migrate_database",
    "migrations_of",
    "month_partitions",
    "must_hold_none",
    "next_from_sequence",
    "next_number",
    "numbered",
    "outbox",
    "passing",
    "peek",
    "refuse_old",
    "rest",
    "run_env",
    "run_script",
    "save",
    "say",
    "seeded",
    "sqlstate",
    "stored_answer",
    "time",
    "told_key",
    "upgrade",
    "upgrade_chassis_tables",
]
