"""Manifests of Kubernetes' own kinds held against its schemas, in which no object has further fields."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from saleswire.chart.rendering import Manifest, is_core
from saleswire.chart.tools import python_tools

SCHEMAS = "lib/python*/site-packages/kubernetes_validate/kubernetes-json-schema"
DOMAIN = re.compile(r"^([^./]*)(?:\.[^/]*)?/")  # networking.k8s.io/v1 is networking-v1 in a file's name


def schemas_of(version: str) -> Path:
    """The folder of the schemas of a version of Kubernetes, such as 1.37; kubernetes-validate brings it."""
    (folder,) = python_tools().parent.glob(f"{SCHEMAS}/v{version}.*-local-strict")
    return folder


def wrong(manifests: Iterable[Manifest], folder: Path) -> Iterator[str]:
    """What is wrong, each with its place; a kind without a schema is wrong, too."""
    definitions = json.loads((folder / "_definitions.json").read_text())
    known: Registry[Any] = Resource.from_contents(definitions, default_specification=DRAFT202012) @ Registry()
    for manifest in manifests:
        if not is_core(manifest):
            continue
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        group = DOMAIN.sub(r"\1-", str(manifest["apiVersion"]))
        file = folder / f"{kind.lower()}-{group}.json"
        if not file.is_file():
            yield f"{kind} {name}: no schema {file.name}"
            continue
        validator = Draft202012Validator(json.loads(file.read_text()), registry=known)
        for error in validator.iter_errors(manifest):
            yield f"{kind} {name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
