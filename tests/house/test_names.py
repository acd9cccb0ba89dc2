"""No two modules of one name that mean different things, where everybody imports from.

Contracts, chassis and kernel are read side by side in every service, so a name stands once in all three.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.house.reading import ROOT, sources

SHARED = ("contracts", "chassis", "kernel")
STANDARD = {"projections", "reactions", "settings", "tables"}  # they mean the same thing wherever they stand
ONE_THING = {"currencies", "migrations", "parking", "units"}  # what is said of it, done with it, tested of it


def name_of(module: Path) -> str:
    """A package is named by its folder; a package's core may have the package's name."""
    return module.parent.name if module.name == "__init__.py" else module.stem


def twice(modules: Iterable[Path]) -> list[str]:
    """Modules that have the name of another, in another package or beside it."""
    places: dict[str, set[Path]] = defaultdict(set)
    for module in modules:
        core = module.stem == module.parent.name or module.name == "__init__.py"
        places[name_of(module)].add(module.parent if core else module)
    free = STANDARD | ONE_THING
    return sorted(
        str(place) for name in places.keys() - free for place in places[name] if len(places[name]) > 1
    )


def test_a_name_stands_once_in_contracts_chassis_and_kernel() -> None:
    shared = [file.relative_to(ROOT) for folder in SHARED for file in sources(ROOT / folder)]
    assert len(shared) > 100
    assert twice(shared) == []


def test_a_second_module_of_a_name_is_found() -> None:
    core = [Path("kernel/access/__init__.py"), Path("kernel/access/access.py")]
    assert twice([*core, Path("chassis/settings.py"), Path("chassis/http/settings.py")]) == []
    planted = [Path("chassis/work/columns.py"), Path("kernel/copies/columns.py")]
    assert twice([*core, *planted]) == ["chassis/work/columns.py", "kernel/copies/columns.py"]
    assert twice([*core, Path("chassis/access.py")]) == ["chassis/access.py", "kernel/access"]
