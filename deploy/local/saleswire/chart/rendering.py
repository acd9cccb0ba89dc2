"""The chart as Helm renders it: the manifests of an installation, read."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from saleswire.chart.tools import CHART, helm

Manifest = dict[str, Any]
VERSIONS = ("1.34", "1.37")  # of Kubernetes: the oldest that the chart takes, and the newest
NAMESPACE = "sales"


class Refused(Exception):
    """Helm does not render these values; what it says names them."""


def render(*values: Path, options: Iterable[str] = (), chart: Path = CHART) -> list[Manifest]:
    """Every manifest, those of hooks too, of a release called saleswire. Raises Refused."""
    given = [argument for file in values for argument in ("-f", str(file))]
    command = [str(helm()), "template", "saleswire", str(chart), "-n", NAMESPACE, *given, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(done.stderr.strip())
    return [manifest for manifest in yaml.load_all(done.stdout, yaml.CSafeLoader) if manifest]


def lint(*values: Path, chart: Path = CHART) -> str | None:
    """What Helm finds wrong with the chart under these values; None for nothing."""
    given = [argument for file in values for argument in ("-f", str(file))]
    command = [str(helm()), "lint", "--strict", str(chart), *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip() if done.returncode else None


def values_files(chart: Path = CHART) -> list[Path]:
    """Every file of values that must render: those that are handed out, and those of the tests."""
    return [*sorted(chart.glob("values-*.yaml")), *sorted((chart / "tests" / "values").glob("*.yaml"))]


def is_core(manifest: Manifest) -> bool:
    """Whether Kubernetes itself knows this kind; all others are of operators."""
    group = str(manifest["apiVersion"]).rpartition("/")[0]
    return "." not in group or (group.endswith(".k8s.io") and not group.startswith("gateway."))
