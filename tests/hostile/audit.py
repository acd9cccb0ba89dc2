"""`make audit`: known vulnerabilities of the locked packages, by pip-audit where its source is reachable.

Exit code 0: none is known; 1: some are; 2: nothing was learned, because the source does not answer.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KNOWN_BAD = "jinja2==2.4.1"  # a source that knows nothing against this one says nothing about ours
AUDITOR = "pip-audit>=2.9,<3"
FOUND = 1


def audit() -> int:
    """Ask about every locked package; a package that was skipped is a failure too."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        bad = Path(folder) / "bad.txt"
        bad.write_text(KNOWN_BAD)
        tried = asked(bad, "--no-deps")
    if tried.returncode != FOUND or "jinja2" not in tried.stdout:
        print(f"NOT AUDITED: whoever is asked knows nothing against {KNOWN_BAD}, so says nothing about ours.")
        print("\n".join((tried.stderr or tried.stdout).strip().splitlines()[-3:]))
        return 2
    done = asked(ROOT / "requirements.lock", "--require-hashes")
    print(done.stdout + done.stderr)
    return done.returncode


def asked(requirements: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """pip-audit's answer about this file."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    command = [uv, "tool", "run", "--from", AUDITOR, "pip-audit", "--strict", "--disable-pip", *options]
    return subprocess.run(  # noqa: S603  # our own arguments
        [*command, "--requirement", str(requirements)], capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(audit())
