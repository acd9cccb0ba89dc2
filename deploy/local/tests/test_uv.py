"""Set-up works behind a proxy that looks into TLS: uv believes whom the machine believes."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saleswire import alone, java, node
from saleswire.missing import Missing
from saleswire.places import ROOT
from saleswire.uv import uv_told


def make_alone(folder: Path) -> None:
    """Another service's environment."""
    alone.make(ROOT, "quotes", folder, [])


def bring_java(folder: Path) -> None:
    """A Java from the package index."""
    java.bring(ROOT, folder / "java")


def bring_node(folder: Path) -> None:
    """A Node.js from the package index."""
    node.bring(folder)


@pytest.mark.parametrize("call", [make_alone, bring_java, bring_node])
def test_every_call_of_uv_uses_the_authorities_of_the_system(
    call: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[dict[str, str] | None] = []

    def refuse(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        if Path(command[0]).name == "uv":
            calls.append(options.get("env"))
        return subprocess.CompletedProcess(command, 1, "", "refused")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(Missing):
        call(tmp_path)
    assert calls
    assert all(told is not None and told["UV_SYSTEM_CERTS"] == "1" for told in calls)


def test_whoever_wants_other_authorities_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_SYSTEM_CERTS", "0")
    assert uv_told()["UV_SYSTEM_CERTS"] == "0"
