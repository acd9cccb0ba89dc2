"""A SQLite file that remembers what was heard, how far was read, and which answers are still due."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS position (
    topic TEXT, partition INTEGER, next_offset INTEGER NOT NULL, PRIMARY KEY (topic, partition));
CREATE TABLE IF NOT EXISTS refused (
    topic TEXT, partition INTEGER, offset INTEGER, reason TEXT NOT NULL,
    PRIMARY KEY (topic, partition, offset));
CREATE TABLE IF NOT EXISTS answer (
    id TEXT PRIMARY KEY, about TEXT NOT NULL, due REAL NOT NULL, given INTEGER NOT NULL DEFAULT 0,
    type TEXT NOT NULL, body TEXT NOT NULL, headers TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS answer_due ON answer (due) WHERE given = 0;
"""


@dataclass(frozen=True)
class Answer:
    """A fact of ours: ``due`` in seconds since 1970; the same ``id`` whenever it is sent."""

    id: str
    about: str
    due: float
    type: str
    body: dict[str, Any]
    headers: dict[str, str]


class Notebook:
    """One file; every change of ``writing()`` is on disk together, or not at all."""

    def __init__(self, file: Path, tables: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        self.connection.executescript(TABLES + tables)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def position(self, topic: str, partition: int) -> int:
        """The offset to read next; 0 when nothing was read."""
        found = self.connection.execute(
            "SELECT next_offset FROM position WHERE topic = ? AND partition = ?", (topic, partition)
        ).fetchone()
        return int(found[0]) if found else 0

    def move(self, topic: str, partition: int, next_offset: int) -> None:
        """Note how far was read."""
        self.connection.execute(
            "INSERT OR REPLACE INTO position VALUES (?, ?, ?)", (topic, partition, next_offset)
        )

    def refuse(self, topic: str, partition: int, offset: int, reason: str) -> None:
        """Note a record that could not be read."""
        self.connection.execute(
            "INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?)", (topic, partition, offset, reason)
        )

    def plan(self, answer: Answer) -> None:
        """Note an answer to give; one that was planned before stays as it is."""
        row = (
            answer.id,
            answer.about,
            answer.due,
            answer.type,
            *map(json.dumps, (answer.body, answer.headers)),
        )
        self.connection.execute("INSERT OR IGNORE INTO answer VALUES (?, ?, ?, 0, ?, ?, ?)", row)

    def drop(self, about: str) -> None:
        """Nothing more is to be said about it."""
        self.connection.execute("UPDATE answer SET given = 1 WHERE about = ? AND given = 0", (about,))

    def due(self, now: float) -> list[Answer]:
        """Answers to give by now, oldest first."""
        rows = self.connection.execute(
            "SELECT id, about, due, type, body, headers FROM answer "
            "WHERE given = 0 AND due <= ? ORDER BY due, id LIMIT 100",
            (now,),
        )
        return [
            Answer(id, about, due, type, json.loads(body), json.loads(headers))
            for id, about, due, type, body, headers in rows
        ]

    def next_due(self) -> float | None:
        """When the next answer is due."""
        (found,) = self.connection.execute("SELECT min(due) FROM answer WHERE given = 0").fetchone()
        return None if found is None else float(found)

    def given(self, answer: Answer) -> None:
        """The answer was acknowledged by Kafka."""
        self.connection.execute("UPDATE answer SET given = 1 WHERE id = ?", (answer.id,))
