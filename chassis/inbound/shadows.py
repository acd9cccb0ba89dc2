"""Tables of the same shape in the schema ``replay``, and how they take the places of the live ones."""

from collections.abc import Sequence

from sqlalchemy import TextClause, text

from chassis.work import Work

CONSTRAINTS = text("""
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = ('public.' || :table)::regclass AND contype IN ('p', 'u', 'x', 'f') AND conparentid = 0
 ORDER BY contype = 'f', conname
""")
INDEXES = text("""
SELECT pg_get_indexdef(indexrelid) FROM pg_index
 WHERE indrelid = ('public.' || :table)::regclass
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
""")
POINTED_AT = text("""
SELECT conrelid::regclass::text FROM pg_constraint
 WHERE confrelid = ('public.' || :table)::regclass AND contype = 'f' AND NOT conrelid = confrelid
""")

VIEWS = text("""
SELECT DISTINCT seen.oid::regclass::text AS name, pg_get_viewdef(seen.oid) AS definition
  FROM pg_depend JOIN pg_rewrite rule ON rule.oid = objid JOIN pg_class seen ON seen.oid = ev_class
 WHERE classid = 'pg_rewrite'::regclass AND refclassid = 'pg_class'::regclass AND seen.relkind = 'v'
   AND refobjid = ('public.' || :table)::regclass ORDER BY 1
""")


async def create(work: Work, tables: Sequence[str], books: Sequence[str]) -> None:
    """Make empty tables like the live ones, with the same names of constraints and indexes."""
    await remove(work)
    await work.execute(text("CREATE SCHEMA replay"))
    await work.execute(text("SET LOCAL search_path = replay, public"))
    for table in tables:
        pointing = {
            row[0].removeprefix("public.") for row in await work.execute(POINTED_AT, {"table": table})
        }
        if pointing - set(tables):
            raise ValueError(f"{', '.join(sorted(pointing))} refer to {table}: replay them together")
    # asked before the new tables hide the live ones: then references are written without a schema
    shapes = [(table, await _shape(work, table)) for table in (*books, *tables)]
    for table, _ in shapes:
        await work.execute(
            text(f"CREATE TABLE replay.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES)")
        )
    for statement in sorted((s for _, shape in shapes for s in shape), key=lambda s: "FOREIGN KEY" in s):
        await work.execute(text(statement))


async def _shape(work: Work, table: str) -> list[str]:
    constraints = [
        f'ALTER TABLE replay.{table} ADD CONSTRAINT "{name}" {definition}'
        for name, definition in await work.execute(CONSTRAINTS, {"table": table})
    ]
    indexes = [
        definition.replace(f" ON public.{table} ", f" ON replay.{table} ", 1)
        for (definition,) in await work.execute(INDEXES, {"table": table})
    ]
    return constraints + indexes


async def swap(work: Work, tables: Sequence[str]) -> None:
    """Put the new tables in the places of the live ones and the group's new books into the live books."""
    await work.execute(text("SET LOCAL statement_timeout = '60s'"))
    await work.execute(text("CREATE SCHEMA replay_old"))
    views: dict[str, str] = {}
    for table in tables:
        views |= {row.name: row.definition for row in await work.execute(VIEWS, {"table": table})}
    for view in views:  # they would go on showing the old tables
        await work.execute(text(f"DROP VIEW {view}"))
    for table in tables:
        await work.execute(text(f"ALTER TABLE public.{table} SET SCHEMA replay_old"))
        await work.execute(text(f"ALTER TABLE replay.{table} SET SCHEMA public"))
    for view, definition in views.items():
        await work.execute(text(f"CREATE VIEW {view} AS {definition}"))
    for book in ("position", "last_sequence", "seen_event", "parked_key"):
        await work.execute(text(f"INSERT INTO public.{book} SELECT * FROM replay.{book}"))
    await work.execute(PARKED_EVENTS)
    for table in tables:
        await work.execute(text(f"DROP TABLE replay_old.{table}"))
    await work.execute(text("DROP SCHEMA replay_old"))


PARKED_EVENTS = text("""
INSERT INTO public.parked_event
       (group_name, topic, key, event_id, sequence, partition, "offset", headers, body, parked_at)
SELECT group_name, topic, key, event_id, sequence, partition, "offset", headers, body, parked_at
  FROM replay.parked_event ORDER BY id
""")


async def remove(work: Work) -> None:
    """Remove what a replay made and did not put in place."""
    await work.execute(text("DROP SCHEMA IF EXISTS replay CASCADE"))


def dump_of(table: str) -> TextClause:
    """A statement for the table's rows as canonical text, in an order that depends on nothing else."""
    return text(f'SELECT to_jsonb(t)::text COLLATE "C" AS line FROM {table} t ORDER BY 1')
