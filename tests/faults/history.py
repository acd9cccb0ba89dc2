"""What clients did and heard: one entry for each attempt, the truth against which the databases are held.

An ``info`` (no answer, a reset, a 5xx) decides nothing: the same key is sent again until ``ok`` or ``fail``.
"""

import hashlib
import json
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

Outcome = Literal["ok", "fail", "info"]
Version = tuple[str, str, int]  # stream, aggregate id, sequence


@dataclass
class Operation:
    """A command as its client saw it; times in seconds since the epoch, the answer a status and words."""

    endpoint: str
    body_hash: str
    op_id: str = field(default_factory=lambda: uuid4().hex)
    idempotency_key: str = field(default_factory=lambda: uuid4().hex)
    start: float = field(default_factory=time.time)
    end: float = 0.0
    outcome: Outcome = "info"
    answer: str = ""
    wrote: tuple[Version, ...] = ()
    attempts: int = 0


class History:
    """All operations of a run; every outcome, each ``info`` too, is a line of the file as it happens."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lines = file.open("w")
        self.operations: list[Operation] = []
        self.troubles: Counter[str] = Counter()  # attempts that decided nothing, by status or error

    def begin(self, endpoint: str, body: Any) -> Operation:
        """A new command with a key of its own."""
        operation = Operation(endpoint, digest(body))
        self.operations.append(operation)
        return operation

    def note(self, operation: Operation, outcome: Outcome, answer: str) -> None:
        """How one attempt ended."""
        operation.outcome, operation.answer, operation.end = outcome, answer[:300], time.time()
        operation.attempts += 1
        if outcome == "info":
            self.troubles[(answer.split() or ["nothing"])[0]] += 1
        self._lines.write(json.dumps(asdict(operation)) + "\n")
        self._lines.flush()

    def count(self, outcome: Outcome) -> int:
        """Operations that ended so."""
        return sum(operation.outcome == outcome for operation in self.operations)

    @property
    def repeated(self) -> int:
        """Attempts beyond the first ones: how often a client did not know."""
        return sum(operation.attempts - 1 for operation in self.operations if operation.attempts)

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()


def digest(body: Any) -> str:
    """SHA-256 of the body in canonical JSON."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def versions(said: str) -> tuple[Version, ...]:
    """What a Saleswire-Version header names: ``quote/<id>/<n>, …``."""
    parts = [part.strip().split("/") for part in said.split(",") if part.strip()]
    return tuple((stream, id, int(sequence)) for stream, id, sequence in parts)
