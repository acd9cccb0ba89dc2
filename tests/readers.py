"""Who reads which field of a message: what the type checker knows of every expression in the services.

Nobody has to declare it, and nothing can be forgotten: a field is read where an attribute of its class is.
"""

import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from mypy import build, options
from mypy.main import process_options
from mypy.nodes import Expression, MemberExpr
from mypy.traverser import NameAndMemberCollector
from mypy.types import Instance, Type, UnionType, get_proper_type
from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[1]
KNOWN, CACHE = ROOT / ".mypy_cache", ROOT / ".local" / "readers-cache"
WHOLE = {
    "model_dump",
    "model_dump_json",
    "written",
    "model_copy",
}  # whoever calls one of these reads all fields
GENERAL = {"Message", "Event", "State", "Value"}  # who handles any message reads no field of this one
Field = tuple[str, str]  # class, field


def readers() -> dict[Field, set[str]]:
    """Services, kernel and chassis by (class, field); the field ``*`` stands for all of them."""
    found: dict[Field, set[str]] = defaultdict(set)
    services = sorted(app.parent for app in ROOT.glob("services/*/*/app.py"))
    packages = {package.name: package for package in (*services, ROOT / "kernel", ROOT / "chassis")}
    sources = [source for package in packages.values() for source in _sources(package)]
    if not CACHE.is_dir() and KNOWN.is_dir():  # the types of other people's code are known since `make check`
        shutil.copytree(KNOWN, CACHE)
    built = build.build(sources, _options())
    for source in sources:
        reads = NameAndMemberCollector()
        built.files[source.module].accept(reads)
        for read in reads.member_exprs:
            for field in _fields(built.types, read):
                found[field].add(source.module.partition(".")[0])
    return found


def who_reads(owner: str, field: str, known: Mapping[Field, set[str]]) -> list[str]:
    """Who reads this field of this class, also where they know it as one of its bases."""
    bases = {base.__name__ for base in by_name()[owner].__mro__} - GENERAL
    return sorted({who for base in bases for name in (field, "*") for who in known.get((base, name), ())})


def by_name() -> dict[str, type]:
    """The classes of the contracts by their names."""
    found, left = {}, [BaseModel]
    while left:
        kind: type[BaseModel] = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("contracts."):
            found[kind.__name__] = kind
    return found


def _sources(package: Path) -> list[build.BuildSource]:
    # as if the files had changed each time: what is taken from the cache has no types of expressions
    changed = f"\n# read at {time.time_ns()}\n"
    return [
        build.BuildSource(str(file), _module(file, package), file.read_text() + changed)
        for file in sorted(package.rglob("*.py"))
        if "tests" not in file.relative_to(package).parts
    ]


def _options() -> options.Options:
    _, chosen = process_options(["--config-file", str(ROOT / "pyproject.toml"), "-m", "contracts"])
    chosen.export_types = chosen.preserve_asts = True
    chosen.cache_dir = str(CACHE)
    return chosen


def _module(file: Path, package: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _fields(types: dict[Expression, Type], read: MemberExpr) -> Iterator[Field]:
    for name in _classes(types.get(read.expr)):
        yield name, "*" if read.name in WHOLE else read.name


def _classes(type_: Type | None) -> Iterator[str]:
    """The contracts' classes that an expression may be of."""
    proper = get_proper_type(type_) if type_ is not None else None
    if isinstance(proper, UnionType):
        for item in proper.items:
            yield from _classes(item)
    elif isinstance(proper, Instance) and proper.type.fullname.startswith("contracts."):
        yield proper.type.name
