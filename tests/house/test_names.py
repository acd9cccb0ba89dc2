"""No two modules of one name that mean different things, where everybody imports from.

Contracts, chassis and kernel are read side by side in every service, so a name stands once in all three. The
chassis knows no business word: a service's module that is called like one of its modules means another thing.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.house.reading import ROOT, service_sources, sources

SHARED = ("contracts", "chassis", "kernel")
STANDARD = {"projections", "reactions", "settings", "tables"}  # they mean the same thing wherever they stand
REPEATED = STANDARD | {"errors", "metrics", "migrations", "routes", "timers"}  # each service has its own
LISTS = {"export", "lists", "spec"}  # of the API and of the pages
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


def like_the_chassis(chassis: Iterable[Path], services: Iterable[Path]) -> list[str]:
    """Modules of services that have the name of a module of the chassis."""
    taken = {name_of(module) for module in chassis} - REPEATED - LISTS
    return sorted(str(module) for module in services if name_of(module) in taken)


def test_no_module_of_a_service_is_called_like_one_of_the_chassis() -> None:
    chassis = [file.relative_to(ROOT) for file in sources(ROOT / "chassis")]
    services = [file.relative_to(ROOT) for file in service_sources()]
    assert like_the_chassis(chassis, services) == []


def test_a_service_that_takes_a_name_of_the_chassis_is_found() -> None:
    chassis = [Path("chassis/http/limits.py"), Path("chassis/settings.py"), Path("chassis/work/__init__.py")]
    planted = [Path("services/gateway/gateway/limits.py"), Path("services/web/web/work/__init__.py")]
    fine = [Path("services/gateway/gateway/settings.py"), Path("services/gateway/gateway/rate_limits.py")]
    assert like_the_chassis(chassis, [*planted, *fine]) == [str(each) for each in planted]


def test_a_second_module_of_a_name_is_found() -> None:
    core = [Path("kernel/access/__init__.py"), Path("kernel/access/access.py")]
    assert twice([*core, Path("chassis/settings.py"), Path("chassis/http/settings.py")]) == []
    planted = [Path("chassis/work/columns.py"), Path("kernel/copies/columns.py")]
    assert twice([*core, *planted]) == ["chassis/work/columns.py", "kernel/copies/columns.py"]
    assert twice([*core, Path("chassis/access.py")]) == ["chassis/access.py", "kernel/access"]
