"""Makes the folder of a new service from ``templates/``: what all services have alike. It runs at once.

Nothing outside the folder names a service; ``make up`` installs it because the set of packages has changed.
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


def run(root: Path, name: str) -> int:
    """Make services/NAME in this checkout; raises Missing when the name will not do."""
    check(root, name)
    tidy(root, service_files(root, name))
    print(f"made services/{name}/; docs/add-a-service.md says how to go on")
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


def service_files(root: Path, name: str) -> list[Path]:
    """Write the service's folder; answers its files."""
    source, made = TEMPLATES / "service", []
    for template in sorted(source.rglob("*.tmpl")):
        parts = template.relative_to(source).with_suffix("").parts
        inside = (name, *parts[1:]) if parts[0] == "package" else parts
        target = root.joinpath("services", name, *inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(template.read_text()).substitute(name=name))
        made.append(target)
    return made


def tidy(root: Path, made: list[Path]) -> None:
    """Sort imports, whose order depends on the name."""
    files = [str(file) for file in made if file.suffix == ".py"]
    command = ("check", "--quiet", "--select", "I", "--fix")
    subprocess.run([sys.executable, "-m", "ruff", *command, *files], cwd=root, check=True)
