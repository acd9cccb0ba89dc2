"""What can go wrong, said once: domain words for models and commands, RFC 9457 for the wire.

Every problem has a stable ``type`` and a detail that says what to do about it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.language import N_, _, stated, term
from chassis.number_formats import whole
from contracts.event import is_young

MOST_ERRORS = 20  # of one answer


class Problem(Exception):
    """An answer other than success; ``status`` is what the wire says, ``slug`` names the rule for ever."""

    status = 500
    slug = "internal-error"
    title = N_("Something went wrong on our side")
    media_type = "application/problem+json"

    def __init__(
        self, detail: str, *, slug: str | None = None, errors: Sequence[Mapping[str, str]] = (), **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.slug = slug or self.slug
        self.errors = list(errors)
        self.extra = extra

    @property
    def headers(self) -> dict[str, str]:
        """Headers that belong to the answer."""
        return {}

    def body(self, trace_id: str) -> dict[str, Any]:
        """The problem+json object."""
        body: dict[str, Any] = {
            "type": f"urn:saleswire:problem:{self.slug}",
            "title": _(self.title),
            "status": self.status,
            "detail": self.detail,
            "trace_id": trace_id,
        }
        if self.errors:
            body["errors"] = self.errors[:MOST_ERRORS]
        if (more := len(self.errors) - MOST_ERRORS) > 0:
            told = _(
                "errors shows the first %(most)s; there are %(more)s more.",
                most=MOST_ERRORS,
                more=whole(more),
            )
            body["detail"] += f" {told}"
        return body | self.extra


class Malformed(Problem):
    """The request cannot be read: not JSON, an unknown parameter, a missing header."""

    status, slug, title = 400, "malformed", N_("The request cannot be read")


class Unauthenticated(Problem):
    """No valid token."""

    status, slug, title = 401, "unauthenticated", N_("Sign in first")

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(Problem):
    """The person may not do this at all."""

    status, slug, title = 403, "forbidden", N_("You may not do this")


class NotFound(Problem):
    """It does not exist, or is out of the person's reach: both look the same."""

    status, slug, title = 404, "not-found", N_("There is no such thing")


class Conflict(Problem):
    """The document's state does not allow it now."""

    status, slug, title = 409, "conflict", N_("Not in this state")


class Stale(Problem):
    """Somebody changed the document in between; ``current`` is how it stands now."""

    status, slug, title = 412, "stale", N_("The document has changed since you read it")


class TooLarge(Problem):
    """The body exceeds what the route takes."""

    status, slug, title = 413, "too-large", N_("The body is too large")


class Refused(Problem):
    """A rule of the business says no; ``slug`` names it."""

    status, slug, title = 422, "refused", N_("This is not allowed")


class PreconditionMissing(Problem):
    """A change came without saying which version it means."""

    status, slug, title = 428, "precondition-required", N_("Say which version you mean")


class TooMany(Problem):
    """The caller goes faster than allowed."""

    status, slug, title = 429, "too-many-requests", N_("Slow down")

    def __init__(self, detail: str, *, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class Busy(TooMany):
    """Something we depend on does not answer right now; nothing was done."""

    status, slug, title = 503, "busy", N_("Try again in a moment")


class NotYet(TooMany):
    """An id so young that what it names may be on its way here; nothing was done."""

    status, slug, title = 409, "not-known-yet", N_("Not known here yet")


def unknown(what: str, id: UUID | None, *, help: str = "", slug: str = "", pointer: str = "") -> Problem:
    """What to raise for an id that is not here: NotYet while its fact may be on its way, else Refused.

    ``what`` is a word of the contracts, such as ``client``; ``help`` is said as it is.
    """
    if id is not None and is_young(id):
        return NotYet(
            _("%(what)s %(id)s is not known here yet. Try again in a moment.", what=term(what), id=id)
        )
    missing = _("There is no %(what)s %(id)s.", what=stated(what), id=id)
    return refused(f"{missing} {help or _('Check the id.')}", slug or f"unknown-{what}", pointer)


def refused(detail: str, slug: str, pointer: str = "") -> Refused:
    """A refusal that names the field at ``pointer``, if there is one."""
    return Refused(detail, slug=slug, errors=[{"pointer": pointer, "detail": detail}] if pointer else ())


class Full(Problem):
    """There is no room to keep it."""

    status, slug, title = 507, "no-room", N_("There is no room left")


class MissingCopy(Exception):
    """A reaction lacks the copy of another service's fact; the event waits until it has come."""

    def __init__(self, kind: str, id: object) -> None:
        super().__init__(f"no copy of {kind} {id} yet")
        self.kind = kind
        self.id = id
