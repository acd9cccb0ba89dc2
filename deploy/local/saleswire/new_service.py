"""Makes a new service from ``templates/``: its folder, its contract, and the lines that make both known.

What it writes runs at once; ``make up`` installs it because the set of packages has changed.
"""

import importlib.util
import keyword
import re
import subprocess
import sys
from pathlib import Path
from string import Template

from saleswire.missing import Missing

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z]{2,24}")
TAKEN = {
    "auth",
    "case",
    "reports",
    "trace",
    "web",
    "tests",
    "utils",
    "helpers",
    "common",
    "services",
    "managers",
}
CATALOGUE = Path("contracts/catalogue.py")
SETTINGS = Path("pyproject.toml")


def run(root: Path, name: str) -> int:
    """Make services/NAME in this checkout; raises Missing when the name will not do."""
    check(root, name)
    words = placeholders(name)
    made = [*service_files(root, name, words), root / "contracts" / f"{name}.py"]
    made[-1].write_text(filled(TEMPLATES / "contract.py.tmpl", words))
    register(root / CATALOGUE, name)
    tell_tools(root / SETTINGS, name)
    tidy(root, made)
    print(f"made services/{name}/ and contracts/{name}.py, and told {CATALOGUE} and {SETTINGS}")
    print(f"next: make schemas, make up, then make test ARGS=services/{name}")
    return 0


def check(root: Path, name: str) -> None:
    """Raise Missing, with what helps, when there can be no service of this name."""
    if not NAME.fullmatch(name):
        raise Missing(
            f"{name!r} is no name for a service", "one lower-case word of 2 to 24 letters: warranty"
        )
    for folder in (root / "services" / name, root / "contracts" / f"{name}.py"):
        if folder.exists():
            raise Missing(f"{folder.relative_to(root)} is already there", "another name")
    if keyword.iskeyword(name) or name in TAKEN or importlib.util.find_spec(name) is not None:
        raise Missing(f"{name} means something else to Python or to us", "another name")


def placeholders(name: str) -> dict[str, str]:
    """What the templates' words stand for."""
    return {
        "name": name,
        "Class": name.title(),
        "CONSTANT": f"{name.upper()}_CASE",
        "INITIAL": name[0].upper(),
    }


def filled(template: Path, words: dict[str, str]) -> str:
    """A template's text; raises KeyError for a word that nobody knows."""
    return Template(template.read_text()).substitute(words)


def service_files(root: Path, name: str, words: dict[str, str]) -> list[Path]:
    """Write the service's folder; answers its files."""
    source, made = TEMPLATES / "service", []
    for template in sorted(source.rglob("*.tmpl")):
        parts = template.relative_to(source).with_suffix("").parts
        inside = (name, *parts[1:]) if parts[0] == "package" else parts
        target = root.joinpath("services", name, *inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(filled(template, words))
        made.append(target)
    return made


def register(catalogue: Path, name: str) -> None:
    """Add the contract to PUBLISHERS, so that schemas, topics and consumers know it."""
    text = replaced(catalogue, r"(PUBLISHERS\b.*?)\n}", rf'\1\n    "{name}": {name},\n}}', flags=re.DOTALL)
    catalogue.write_text(text)
    text = replaced(
        catalogue, r"^from contracts\.event\b", f"from contracts import {name}\n\\g<0>", re.MULTILINE
    )
    catalogue.write_text(text)


def tell_tools(settings: Path, name: str) -> None:
    """Let ruff and mypy know the package."""
    for list_name, item in (("known-first-party", name), ("mypy_path", f"services/{name}")):
        settings.write_text(replaced(settings, rf"^({list_name} = \[.*)\]$", rf'\1, "{item}"]', re.MULTILINE))


def replaced(file: Path, pattern: str, words: str, flags: re.RegexFlag) -> str:
    """The file's text with the one place changed; raises Missing when it is not there any more."""
    text, count = re.subn(pattern, words, file.read_text(), count=1, flags=flags)
    if not count:
        raise Missing(f"{file.name} has no place for a new service", f"add it there by hand: {words}")
    return text


def tidy(root: Path, made: list[Path]) -> None:
    """Sort imports and wrap lines, which depend on the name."""
    files = [str(file) for file in (*made, root / CATALOGUE) if file.suffix == ".py"]
    for command in (("check", "--quiet", "--select", "I", "--fix"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *command, *files], cwd=root, check=True)
