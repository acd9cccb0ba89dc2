"""What is checked of the chart with tools of others; each check answers what it found wrong.

A tool that finds nothing may be blind: it gets a manifest that is wrong beside ours, and must find that one.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from saleswire.chart import kubernetes, operators
from saleswire.chart.rendering import VERSIONS, Manifest, is_core, lint, render, values_files
from saleswire.chart.tools import CHART, python_tools

SCHEMAS = "SALESWIRE_CRD_SCHEMAS"  # names the folder of the operators' schemas
PLANTED: Manifest = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "planted", "labls": {}},
    "spec": {"containers": [{"name": "c", "image": "c:1", "securityContext": {"privileged": True}}]},
}

Rendered = dict[str, list[Manifest]]  # by file of values
Check = Callable[[Rendered, Path], Iterator[str]]


class NotRun(Exception):
    """A check lacks what it needs, and says what that is."""


def checks() -> dict[str, Check]:
    """By name, in their order; each gets what was rendered and an empty folder."""
    return {"lint": linted, "kubernetes": known, "operators": custom, "checkov": practice}


def rendered() -> Rendered:
    """The manifests of every file of values. Raises Refused."""
    return {file.stem: render(file) for file in values_files()}


def linted(_manifests: Rendered, _folder: Path) -> Iterator[str]:
    """Helm's own look at the chart under every file of values."""
    for file in values_files():
        if words := lint(file):
            yield words


def known(manifests: Rendered, _folder: Path) -> Iterator[str]:
    """Each version of Kubernetes knows every field of its own kinds."""
    for version in VERSIONS:
        schemas = kubernetes.schemas_of(version)
        for name, each in manifests.items():
            yield from (f"{version}, {name}: {words}" for words in kubernetes.wrong(each, schemas))
        if not any("labls" in words for words in kubernetes.wrong([PLANTED], schemas)):
            yield f"the schemas of {version} do not find the planted field"


def custom(manifests: Rendered, _folder: Path) -> Iterator[str]:
    """Operators know every field of theirs. Raises NotRun where nobody says where the schemas are."""
    if not os.environ.get(SCHEMAS):
        raise NotRun(f"{SCHEMAS} names no folder with the operators' schemas")
    place = Path(os.environ[SCHEMAS])
    if not place.is_dir():
        yield f"{SCHEMAS} names {place}, which is not there"
        return
    for name, each in manifests.items():
        yield from (f"{name}: {words}" for words in operators.wrong(each, place))


def practice(manifests: Rendered, folder: Path) -> Iterator[str]:
    """checkov's rules, without those that checkov.yaml takes back with a reason."""
    written(manifests, folder)
    wrong = planted(folder)
    _, words = ran("checkov", "--config-file", str(CHART / "checkov.yaml"), "-o", "json", "-d", str(folder))
    failed: list[dict[str, Any]] = json.loads(words)["results"]["failed_checks"]
    if not any(each["check_id"] == "CKV_K8S_16" for each in failed):
        yield "checkov does not find the planted pod"
    for each in failed:
        if Path(each["file_path"]).name != wrong.name:
            yield f"{each['check_id']} {each['check_name']}: {each['resource']} in {each['file_path']}"


def ran(program: str, *arguments: str) -> tuple[bool, str]:
    """Whether a tool was content, and what it said."""
    command = [str(python_tools() / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout or done.stderr


def written(manifests: Rendered, folder: Path) -> list[Path]:
    """Files of what Kubernetes itself knows, one for each file of values."""
    for name, each in manifests.items():
        text = yaml.safe_dump_all([m for m in each if is_core(m)], sort_keys=False)
        (folder / f"{name}.yaml").write_text(text)
    return [folder / f"{name}.yaml" for name in manifests]


def planted(folder: Path) -> Path:
    """A file with a manifest that is wrong."""
    file = folder / "planted.yaml"
    file.write_text(yaml.safe_dump(PLANTED))
    return file
