"""A SQLite file that remembers what was heard and which answers are still due.

What a fact changes is one transaction, in which a fact that comes again changes nothing.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

TABLES = """
CREATE TABLE IF NOT EXISTS notebook (id TEXT PRIMARY KEY);
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
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        self._file.executescript(TABLES + tables)
        self._file.execute(
            "INSERT INTO notebook SELECT ? WHERE NOT EXISTS (SELECT 1 FROM notebook)", (uuid4().hex,)
        )
        (self.id,) = self._file.execute("SELECT id FROM notebook").fetchone()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield self._file
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def refuse(self, topic: str, partition: int, offset: int, reason: str) -> None:
        """Note a record that could not be read."""
        row = (topic, partition, offset, reason[:500])
        self._file.execute("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?)", row)

    def plan(self, answer: Answer) -> None:
        """Note an answer to give; one that was planned before stays as it is."""
        row = answer.id, answer.about, answer.due, answer.type
        said = json.dumps(answer.body), json.dumps(answer.headers)
        self._file.execute("INSERT OR IGNORE INTO answer VALUES (?, ?, ?, 0, ?, ?, ?)", (*row, *said))

    def drop(self, about: str) -> None:
        """Nothing more is to be said about it."""
        self._file.execute("UPDATE answer SET given = 1 WHERE about = ? AND given = 0", (about,))

    def due(self, now: float) -> list[Answer]:
        """Answers to give by now, oldest first."""
        rows = self._file.execute(
            "SELECT id, about, due, type, body, headers FROM answer "
            "WHERE given = 0 AND due <= ? ORDER BY due, id LIMIT 100",
            (now,),
        )
        return [
            Answer(id, about, due, type, json.loads(body), json.loads(headers))
            for id, about, due, type, body, headers in rows
        ]

    def given(self, answer: Answer) -> None:
        """The answer was acknowledged by Kafka."""
        self._file.execute("UPDATE answer SET given = 1 WHERE id = ?", (answer.id,))
