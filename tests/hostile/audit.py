"""`make audit`: known vulnerabilities of the locked packages, by pip-audit where its source is reachable.

Exit code 0: none is known; 1: some are; 2: nothing was learned, because the source does not answer.
"""

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "https://pypi.org/pypi/{}/json"
KNOWN_BAD = "jinja2/2.4.1"  # a source that knows nothing against this one says nothing about ours
AUDITOR = "pip-audit>=2.9,<3"


def why_not() -> str:
    """What keeps the source from being asked; empty when it answers as it should."""
    try:
        with urllib.request.urlopen(SOURCE.format(KNOWN_BAD), timeout=20) as answer:  # noqa: S310  # https
            known = json.load(answer).get("vulnerabilities")
    except (urllib.error.URLError, OSError, ValueError) as error:
        return (
            f"it answers {error.code}" if isinstance(error, urllib.error.HTTPError) else "it does not answer"
        )
    return "" if known else f"it knows nothing against {KNOWN_BAD.replace('/', ' ')}"


def audit() -> int:
    """Ask about every locked package; a package that was skipped is a failure too."""
    reason = why_not()
    if reason:
        print(f"NOT AUDITED: the advisories of PyPI cannot be read from here ({reason}).")
        return 2
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    options = ["--strict", "--disable-pip", "--require-hashes", "--requirement", "requirements.lock"]
    command = [uv, "tool", "run", "--from", AUDITOR, "pip-audit", *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  # our own arguments


if __name__ == "__main__":
    sys.exit(audit())
