"""What a Python child runs, as both ends see it: whoever starts the child, and the child itself.

`python -m saleswire.target REQUEST` runs one in an interpreter of its own.
"""

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Target:
    """What a Python child runs: ``module:function`` with plain arguments, its environment and log file."""

    name: str
    target: str
    log: Path
    arguments: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """As it travels to the child."""
        return {**asdict(self), "log": str(self.log)}


def run_target(request: dict[str, Any]) -> int:
    """Call ``module:function`` with the request's arguments and environment; answers an exit code."""
    os.environ.update(request["env"])
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(f"sw-{request['name']}"[:15])
    module, _, function = request["target"].partition(":")
    result = getattr(importlib.import_module(module), function)(**request["arguments"])
    return int(result or 0)


if __name__ == "__main__":
    sys.exit(run_target(json.loads(sys.argv[1])))
