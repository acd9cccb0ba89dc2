"""veraPDF: whether papers are the PDF/A and PDF/UA that they say they are."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from saleswire.jars import VERAPDF, provide_jars
from saleswire.java import find_java
from saleswire.places import ROOT

LIBS = ROOT / ".local" / "verapdf" / "libs"
STANDARDS = ("2a", "ua1")  # as kernel/papers/press.py asks of typst


def broken_rules(files: Iterable[Path]) -> list[str]:
    """What is broken in these files, in words; each is judged by both standards."""
    java, given = find_java(ROOT), list(map(str, files))
    provide_jars(ROOT, LIBS, java, VERAPDF)
    return [words for standard in STANDARDS for words in _judged(java, standard, given)]


def _judged(java: str, standard: str, files: list[str]) -> list[str]:
    command = [java, "-cp", f"{LIBS}/*", "org.verapdf.apps.GreenfieldCliWrapper", "-f", standard]
    command += ["--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own files
    told = json.loads(done.stdout)["report"]
    assert len(told["jobs"]) == len(files), done.stderr
    return [
        f"{standard} {Path(job['itemDetails']['name']).name}: {words}"
        for job in told["jobs"]
        for words in _words(job)
    ]


def _words(job: dict[str, Any]) -> list[str]:
    """The rules that a file breaks; that it could not be judged is one, too."""
    results = job.get("validationResult")
    if not results:
        return [str(job.get("taskException", "was not judged"))]
    broken = [result for result in results if not result["compliant"]]
    rules = [rule for result in broken for rule in result["details"]["ruleSummaries"]]
    words = [f"{rule['clause']}: {rule['description']}" for rule in rules]
    return words or [result["statement"] for result in broken]
