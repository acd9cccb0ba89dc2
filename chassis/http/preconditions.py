"""The request headers that a command or query depends on, parsed: key, version, wait, origin."""

import re
from collections.abc import Iterable
from uuid import UUID

from starlette.requests import Request

from chassis.errors import Malformed, PreconditionMissing
from chassis.http.bearer_tokens import CLIENT_KEY
from chassis.language import _

KEY = re.compile(r'[\x21-\x7e]{1,255}|"[\x21\x23-\x5b\x5d-\x7e]{1,253}"')
ETAG = re.compile(r'(?:W/)?"v(0|[1-9][0-9]{0,17})"')
WAIT = re.compile(r"([a-z][a-z0-9-]{0,63})/([0-9a-fA-F-]{36})/([1-9][0-9]{0,17})")
VIAS = {"web", "import", "script"}
MOST_WAITS = 20


def idempotency_key(request: Request) -> str:
    """The key, without the quotes of a quoted string; raises Malformed when missing or not ASCII text."""
    given = request.headers.getlist("idempotency-key")
    if len(given) != 1:
        raise Malformed(
            _("Send one header Idempotency-Key, new for each intention, the same when you repeat it."),
            slug="idempotency-key-missing",
        )
    if not KEY.fullmatch(given[0]):
        raise Malformed(
            _("Idempotency-Key has 1 to 255 visible ASCII characters, bare or as a quoted string."),
            slug="idempotency-key-malformed",
        )
    return given[0][1:-1] if re.fullmatch(r'"[^"]+"', given[0]) else given[0]


def version_meant(request: Request) -> int:
    """The version that If-Match names; raises PreconditionMissing or Malformed.

    A proxy that compresses makes ETags weak; ours name a version, not bytes, so they mean the same.
    """
    given = request.headers.getlist("if-match")
    if not given:
        raise PreconditionMissing(
            _('Send If-Match with the ETag of the document you read, such as If-Match: "v3".')
        )
    matched = ETAG.fullmatch(given[0]) if len(given) == 1 else None
    if matched is None:
        raise Malformed(
            _('If-Match names one version as the ETag did, such as "v3".'), slug="if-match-malformed"
        )
    return int(matched[1])


def etag(version: int) -> str:
    """The strong ETag of a version."""
    return f'"v{version}"'


def has_already(known: Iterable[str], etag: str) -> bool:
    """Whether If-None-Match names this ETag; compared weakly, as RFC 9110 wants it."""
    given = [each.strip().removeprefix("W/") for header in known for each in header.split(",")]
    return etag.removeprefix("W/") in given or "*" in given


def waits(headers: Iterable[str]) -> list[tuple[str, UUID, int]]:
    """(stream name, aggregate id, sequence) of Wait-For headers; raises Malformed."""
    parts = [part.strip() for header in headers for part in header.split(",")]
    if len(parts) > MOST_WAITS:
        raise Malformed(
            _("Wait-For names %(most)s versions at most.", most=MOST_WAITS),
            slug="wait-for-malformed",
        )
    return [_wait(part) for part in parts]


def _wait(part: str) -> tuple[str, UUID, int]:
    matched = WAIT.fullmatch(part)
    try:
        if matched is not None:
            return matched[1], UUID(matched[2]), int(matched[3])
    except ValueError:
        pass
    raise Malformed(
        _("Wait-For repeats what Saleswire-Version said: <type>/<id>/<sequence>, comma separated."),
        slug="wait-for-malformed",
    )


def via(request: Request) -> str:
    """Through what the person acts: as Saleswire-Via says, if the token's client may say so, else ``api``."""
    given = request.headers.get("saleswire-via")
    if given is not None and given not in VIAS:
        raise Malformed(_("Saleswire-Via is web, import or script."), slug="via-malformed")
    believed = _believed(request)
    return given if given in believed else "api"


def _believed(request: Request) -> tuple[str, ...]:
    by_client: dict[str, tuple[str, ...]] = request.app.state.service.database.settings.via_clients
    return by_client.get(request.scope.get(CLIENT_KEY, ""), ())
