"""schemathesis over the merged description, as one person: no 5xx, no answer that is not described."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prepared import ENDS_THE_RUN

HERE = Path(__file__).parent
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
OFTEN = 0.6  # share of values that are taken from the known ones
SEED = 20_260_101
CASES = re.compile(r"([\d,]+) generated")
SELECTED = re.compile(r"^ *Selected: (\d+)", re.MULTILINE)
TESTED = re.compile(r"^ *Tested: (\d+)", re.MULTILINE)
SCENARIOS = re.compile(r"^ *Scenarios: +(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Fuzzed:
    """How a run ended; ``answers`` counts statuses by operation.

    The code alone proves nothing: it is 0 as well when nothing got beyond a 400.
    """

    code: int
    cases: int
    selected: int
    tested: int
    scenarios: int
    answers: Mapping[str, Mapping[str, int]]
    output: str

    @property
    def statuses(self) -> Counter[str]:
        """How often each status was answered."""
        total: Counter[str] = Counter()
        for counts in self.answers.values():
            total.update(counts)
        return total

    @property
    def succeeded(self) -> set[str]:
        """Operations that answered with success at least once."""
        return {name for name, counts in self.answers.items() if any(code < "400" for code in counts)}


@dataclass(frozen=True)
class Target:
    """Whom the fuzzer plays, and what it must leave alone."""

    origin: str
    token: str
    known: Mapping[str, list[str]]
    spared: tuple[str, ...]
    spare: str


def fuzz(
    description: Mapping[str, Any],
    target: Target,
    *,
    phases: tuple[str, ...],
    options: tuple[str, ...] = (),
    patience: int,
) -> Fuzzed:
    """Fuzz every operation; subprocess.TimeoutExpired after ``patience`` seconds."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        (folder / "description.json").write_text(json.dumps(description))
        (folder / "schemathesis.toml").write_text(settings(target, phases))
        command = [
            *(str(Path(sys.executable).parent / "st"), "--no-color"),
            *("--config-file", str(folder / "schemathesis.toml"), "run", str(folder / "description.json")),
            *("--phases", ",".join(phases), "--seed", str(SEED), *options),
        ]
        done = subprocess.run(  # noqa: S603  # our own tool with our own arguments
            command,
            cwd=folder,
            env=environment(target, folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=patience,
        )
        counted = folder / "answers.json"
        answers = json.loads(counted.read_text()) if counted.exists() else {}
    return _told(done, answers)


def environment(target: Target, folder: Path) -> dict[str, str]:
    """For the hooks; the token goes this way because a command line is for everyone to read."""
    return {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "FUZZ_TOKEN": target.token,
        "FUZZ_ORIGIN": target.origin,
        "FUZZ_SPARED": ",".join(target.spared),
        "FUZZ_SPARE": target.spare,
        "FUZZ_ANSWERS": str(folder / "answers.json"),
    }


def _told(done: subprocess.CompletedProcess[str], answers: Mapping[str, Any]) -> Fuzzed:
    def number(pattern: re.Pattern[str]) -> int:
        found = pattern.search(done.stdout)
        return int(found[1].replace(",", "")) if found else 0

    output = done.stdout + done.stderr
    numbers = [number(pattern) for pattern in (CASES, SELECTED, TESTED, SCENARIOS)]
    return Fuzzed(done.returncode, *numbers, answers, output)


def settings(target: Target, phases: tuple[str, ...]) -> str:
    """The configuration of schemathesis as TOML."""
    lines = [
        f'base-url = "{target.origin}"',
        "workers = 1",  # two of them now and then fail inside schemathesis
        'hooks = "fuzz_hooks"',
        "continue-on-failure = true",
        "request-timeout = 30",
        'suppress-health-check = ["all"]',
        "warnings = false",
        *(("[headers]", 'Authorization = "Bearer ${FUZZ_TOKEN}"') if target.token else ()),
        "[generation]",
        "with-security-parameters = false",
        'database = "none"',
        "deterministic = true",
        *(("[phases.examples]", "fill-missing = true") if "examples" in phases else ()),
        "[phases.coverage]",
        'unexpected-methods = ["put", "trace"]',  # the others find the same 405
        "[checks]",
        "enabled = false",
        *(f"{check}.enabled = true" for check in CHECKS),
    ]
    for name in ENDS_THE_RUN:
        lines += ["[[operations]]", f'include-name = "{name}"', "enabled = false"]
    numbered = {f"known{number}": place for number, place in enumerate(target.known)}
    lines += ["[dictionaries]"]
    lines += [
        f"{name} = {{ values = {json.dumps(target.known[place])} }}" for name, place in numbered.items()
    ]
    lines += ["[parameters]"]
    bound = '"{}" = {{ dictionary = "{}", probability = {} }}'
    lines += [bound.format(place, name, OFTEN) for name, place in numbered.items()]
    return "\n".join(lines) + "\n"
