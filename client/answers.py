"""What the API answers: a success with its versions, or an error that names the problem."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2


class RefusedByApi(Exception):
    """An answer that repeating does not change; ``slug`` is the end of the problem's type."""

    def __init__(self, method: str, path: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.slug = slug_of(problem)
        detail = str(problem.get("detail", "")) + "".join(
            f" {error.get('pointer', '')}: {error.get('detail', '')}" for error in problem.get("errors") or ()
        )
        super().__init__(f"{method} {path} -> {status} {self.slug}: {detail}")


class Unreachable(Exception):
    """Nobody answered, or something did not happen, for as long as the client's patience lasts."""


@dataclass(frozen=True)
class Answer:
    """A success: the JSON body (None when empty), the headers, and milliseconds from the first attempt on."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    took: float = 0.0

    @property
    def version(self) -> int:
        """The document's version from its ETag."""
        return int(self.headers["etag"].strip('"').removeprefix("v"))

    @property
    def written(self) -> list[str]:
        """The versions that a command wrote, each as Wait-For wants it: ``quote/<id>/<n>``."""
        said = self.headers.get("saleswire-version", "")
        return [part.strip() for part in said.split(",") if part.strip()]


def understood(method: str, path: str, answer: httpx2.Response, took: float = 0.0) -> Answer:
    """The success; raises RefusedByApi with what the problem says."""
    if answer.is_success:
        body = answer.json() if answer.content else None
        return Answer(answer.status_code, body, answer.headers, took)
    raise RefusedByApi(method, path, answer.status_code, problem_of(answer))


def problem_of(answer: httpx2.Response) -> Mapping[str, Any]:
    """The problem document, or one that holds the beginning of whatever was said instead."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": answer.text[:300]}


def slug_of(problem: Mapping[str, Any]) -> str:
    """The end of the problem's type: ``urn:saleswire:problem:stale`` is ``stale``."""
    return str(problem.get("type", "")).rpartition(":")[2]
