"""Manifests of operators held against the JSON Schemas of their kinds, more strictly than a cluster does.

A cluster drops a field that it does not know and says nothing; here it is an error.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from saleswire.chart.rendering import Manifest, is_core

OPEN = "x-kubernetes-preserve-unknown-fields"


def wrong(manifests: Iterable[Manifest], folder: Path) -> Iterator[str]:
    """What is wrong, each with its place; a kind without a schema is wrong, too."""
    for manifest in manifests:
        if is_core(manifest):
            continue
        group, _, version = str(manifest["apiVersion"]).partition("/")
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        file = folder / group / f"{kind.lower()}_{version}.json"
        if not file.is_file():
            yield f"{kind} {name}: no schema {file}"
            continue
        for error in Draft7Validator(closed(json.loads(file.read_text()))).iter_errors(manifest):
            yield f"{kind} {name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def closed(schema: Any) -> Any:
    """The schema, with no further fields in any object that lists its own."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {name: closed(each) for name, each in schema.items()}
    if isinstance(inside.get("properties"), dict) and not inside.get(OPEN):
        inside.setdefault("additionalProperties", False)
    return inside
