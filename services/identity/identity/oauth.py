"""Refusals as OAuth words them (RFC 6749 §5.2): plain JSON with ``error``, beside what every problem says."""

from typing import Any

from chassis.errors import Problem
from chassis.language import N_

UNAVAILABLE = (429, 503)


class Denied(Problem):
    """No token for this; ``error`` is one of the standard's words."""

    slug, title = "sign-in-denied", N_("No token for this")
    media_type = "application/json"

    def __init__(self, error: str, detail: str, status: int = 400) -> None:
        super().__init__(detail, error=error, error_description=detail)
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        """A client that did not prove itself is told how it may."""
        return {"WWW-Authenticate": 'Basic realm="Saleswire"'} if self.status == 401 else {}


class Told(Problem):
    """Any other problem of the token endpoint, with OAuth's word added."""

    media_type = "application/json"

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.status = (
            problem.status if problem.status in (*UNAVAILABLE, 413) or problem.status >= 500 else 400
        )

    @property
    def headers(self) -> dict[str, str]:
        """Those of the problem, such as Retry-After."""
        return self.problem.headers

    def body(self, trace_id: str) -> dict[str, Any]:
        """The problem's members and OAuth's."""
        said = {"status": self.status, "error": self._word(), "error_description": self.detail}
        return self.problem.body(trace_id) | said

    def _word(self) -> str:
        if self.status in UNAVAILABLE:
            return "temporarily_unavailable"
        return "server_error" if self.status >= 500 else "invalid_request"


def in_oauths_words(problem: Problem) -> Problem:
    """The problem as a client of OAuth expects it."""
    return problem if isinstance(problem, Denied) else Told(problem)
