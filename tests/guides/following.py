"""Follows a page of docs as a newcomer would, in a copy of the repository.

A comment before a piece of code says where the piece goes; readers of the page do not see it:

``create FILE``            it is a new file; a migration is numbered after the last one there
``append FILE``            it goes to the end
``in FILE before LINE``    it goes before the first line that begins so; ``class A > b:`` leads to a line
``in FILE after LINE``     it goes behind that line
``import FILE: STATEMENT`` stands alone, and is sorted in
``prints``                 the commands before it print these lines, among others

A piece in ``sh`` is commands, which are run as they stand. Nothing else may stand in a piece of code.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from saleswire.places import ROOT

IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".local*", "*.egg-info", ".*_cache", "build", "node_modules"
)
PIECE = re.compile(
    r"(?:^<!-- (?P<mark>.+) -->\n)?^```(?P<kind>\w+)\n(?P<code>(?:.*\n)*?)^```$|^<!-- (?P<alone>.+) -->$",
    re.MULTILINE,
)
MARK = re.compile(
    r"(?P<new>create|append) (?P<file>\S+)"
    r"|in (?P<at>\S+) (?P<side>before|after) (?P<way>.+)"
    r"|import (?P<into>[^\s:]+): (?P<statement>.+)"
    r"|(?P<prints>prints)"
)


@dataclass(frozen=True)
class Step:
    """One thing to do; ``where`` is the statement to import, or the way to the line beside the code."""

    verb: str
    file: str = ""
    where: str = ""
    code: str = ""


def steps(page: str) -> Iterator[Step]:
    """What a page says to do, in its order; raises AssertionError for a piece of which nothing is said."""
    for piece in PIECE.finditer(page):
        if piece["kind"] == "sh":
            yield Step("run", code=piece["code"])
            continue
        said = MARK.fullmatch(piece["mark"] or piece["alone"] or "")
        assert said, piece[0]
        verb = said["new"] or said["side"] or said["prints"] or "import"
        file = said["file"] or said["at"] or said["into"] or ""
        assert (verb == "import") == (piece["code"] is None), piece[0]
        yield Step(verb, file, said["way"] or said["statement"] or "", piece["code"] or "")


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the repository, without what is made from it; removed afterwards."""
    with TemporaryDirectory(prefix="guide-") as folder:
        yield Path(shutil.copytree(ROOT, Path(folder) / "saleswire", ignore=IGNORED))


def follow(root: Path, page: str, *, leave_out: str = "", commands: bool = True) -> list[str]:
    """Do in the copy what the page says, but for one file, or its commands; returns the files it touched."""
    touched: dict[str, None] = {}  # in their order
    new: list[str] = []
    printed = ""
    for step in steps(page):
        if step.verb == "run" and commands:
            _tidy(root, touched, new)
            printed = "".join(typed(root, line) for line in step.code.splitlines())
        elif step.verb == "prints" and commands:
            assert [line for line in step.code.splitlines() if line not in printed] == [], printed
        elif step.file and step.file != leave_out:
            file = _written(root, step)
            new += [file] * (step.verb == "create")
            touched[file] = None
    _tidy(root, touched, new)
    assert touched
    return list(touched)


def _written(root: Path, step: Step) -> str:
    if step.verb == "create":
        return _created(root, step)
    file = root / step.file
    text = file.read_text()
    if step.verb == "append":
        text = f"{text}\n\n{step.code}"
    elif step.verb == "import":
        at = re.search(r"^(from|import) ", text, re.MULTILINE)
        assert at is not None, step
        text = f"{text[: at.start()]}{step.where}\n{text[at.start() :]}"
    else:
        text = _inserted(text, step)
    file.write_text(text)
    return step.file


def _inserted(text: str, step: Step) -> str:
    lines = text.splitlines(keepends=True)
    at = -1
    for begin in step.where.split(" > "):
        found = (n for n, line in enumerate(lines) if n > at and line.strip().startswith(begin))
        at = next(found, len(lines))
        assert at < len(lines), f"{step.file} has no line {begin}"
    at += step.verb == "after"
    return "".join([*lines[:at], step.code, *lines[at:]])


def _created(root: Path, step: Step) -> str:
    path, code = Path(step.file), step.code
    if path.parent.name == "versions":
        last = max(file.name[:4] for file in (root / path.parent).glob("[0-9]*.py"))
        number = f"{int(last) + 1:04d}"
        path = path.with_name(number + path.name[4:])
        code = re.sub(r'^revision = ".*"$', f'revision = "{number}"', code, flags=re.MULTILINE)
        code = re.sub(r'^down_revision = ".*"$', f'down_revision = "{last}"', code, flags=re.MULTILINE)
    file = root / path
    assert not file.exists(), step
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code)
    return str(path)


def _tidy(root: Path, touched: Iterable[str], new: Iterable[str]) -> None:
    """What was added to is sorted and formatted; a new file is so already."""
    if made := [file for file in new if file.endswith(".py")]:
        run(root, "-m", "ruff", "check", "-q", *made)
        run(root, "-m", "ruff", "format", "-q", "--check", *made)
    if changed := [file for file in touched if file.endswith(".py")]:
        run(root, "-m", "ruff", "check", "-q", "--fix", "--select", "I", *changed)
        run(root, "-m", "ruff", "format", "-q", *changed)


def typed(root: Path, line: str) -> str:
    """The output of a command of the page; the servers of a test run already, so `make test` is pytest."""
    make, verb, *words = shlex.split(line)
    assert make == "make", line
    if verb == "test":
        return run(root, "-m", "pytest", "-q", *" ".join(words).removeprefix("ARGS=").split())
    ours = ["BOOTSTRAP=true", f"SALESWIRE={sys.executable} -m saleswire"]  # nothing is installed in a copy
    return _done(root, ["make", verb, *words, *ours])


def run(root: Path, *arguments: str) -> str:
    """The output of Python in the copy; it must succeed."""
    return _done(root, [sys.executable, *arguments])


def _done(root: Path, command: list[str]) -> str:
    """The output of a command, for which the copy's packages come before the installed ones."""
    services = sorted(str(path) for path in root.glob("services/*"))
    paths = [str(root), str(root / "deploy" / "local"), *services]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(  # noqa: S603  # our own interpreter and make, with the words of our own pages
        command, cwd=root, env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
