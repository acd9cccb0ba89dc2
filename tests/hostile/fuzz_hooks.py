"""What schemathesis runs around each request, in its own process; told by environment variables.

A request that is well formed gets a fresh Idempotency-Key and the version as it stands now, or the first
one of each operation would be the only one that gets beyond these headers. All answers are counted.
"""

import atexit
import json
import os
import re
import secrets
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import httpx2
import schemathesis

KEY = re.compile(r"[!-~]{1,255}")
VERSION = re.compile(r'"v(0|[1-9][0-9]*)"')
SPARED = set(os.environ["FUZZ_SPARED"].split(","))  # people in whose names the run goes on
SPARE = os.environ["FUZZ_SPARE"]  # somebody who may be changed instead of them
CURRENT = float(os.environ.get("FUZZ_CURRENT", "0.8"))  # share of well-formed versions that are made right

answers: dict[str, Counter[int]] = defaultdict(Counter)
client = httpx2.Client(
    base_url=os.environ["FUZZ_ORIGIN"],
    headers={"Authorization": f"Bearer {os.environ['FUZZ_TOKEN']}"} if os.environ["FUZZ_TOKEN"] else {},
    timeout=30,
    trust_env=False,
)
turns = Counter[str]()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Make a good request better."""
    parameters, headers = case.path_parameters or {}, case.headers or {}
    if str(parameters.get("person_id")).lower() in SPARED:
        parameters["person_id"] = SPARE
    if KEY.fullmatch(str(headers.get("Idempotency-Key", ""))):
        headers["Idempotency-Key"] = secrets.token_hex(12)
    if VERSION.fullmatch(str(headers.get("If-Match", ""))) and _now_and_then(case):
        found = _etag(case)
        if found:
            headers["If-Match"] = found


def _now_and_then(case: Any) -> bool:
    turns[case.operation.label] += 1
    return (turns[case.operation.label] - 1) * CURRENT % 1 < CURRENT


def _etag(case: Any) -> str | None:
    """The version of the document that the path is about, as it is now."""
    whole = case.operation.path
    path = whole[: whole.rfind("}") + 1] or whole  # there is one company only, so its path names none
    try:
        answer = client.get(path.format(**case.path_parameters or {}))
    except (KeyError, ValueError, httpx2.InvalidURL, httpx2.HTTPError):
        return None
    return answer.headers.get("ETag") if answer.status_code == 200 else None


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Count the answer."""
    answers[f"{case.method} {case.operation.path}"][response.status_code] += 1


@atexit.register
def write_down() -> None:
    """Leave the counts for whoever started the run."""
    Path(os.environ["FUZZ_ANSWERS"]).write_text(json.dumps(answers))
