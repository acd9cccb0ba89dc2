"""The statements of a migration, to be run on what the service has taken in since."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"


def migration(name: str) -> Any:
    """The module of this name."""
    spec = spec_from_file_location(name, VERSIONS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
