"""The checks by tools of others find what each of them is there to find."""

import json
import shutil
from pathlib import Path

import pytest

from saleswire.chart import checks, tools
from saleswire.chart.kubernetes import wrong as wrong_for_kubernetes
from saleswire.chart.operators import closed
from saleswire.chart.operators import wrong as wrong_for_operators
from saleswire.chart.rendering import Manifest, Refused, lint, render, values_files
from saleswire.chart.tools import CHART
from saleswire.missing import Missing

SMALL = next(file for file in values_files() if file.stem == "values-small")
SCHEMA = """{"type": "object", "properties": {"apiVersion": {}, "kind": {}, "metadata": {"type": "object"},
  "spec": {"type": "object", "properties": {"partitions": {"type": "integer"}}}}}"""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart to spoil."""
    return Path(shutil.copytree(CHART, tmp_path / "chart", ignore=shutil.ignore_patterns("tests")))


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder with the schema of one kind."""
    folder = tmp_path / "schemas"
    (folder / "kafka.strimzi.io").mkdir(parents=True)
    (folder / "kafka.strimzi.io" / "kafkatopic_v1.json").write_text(SCHEMA)
    return folder


def topic(**spec: object) -> Manifest:
    """A manifest of Strimzi."""
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {"name": "t"},
        "spec": spec,
    }


def test_helm_finds_a_template_that_is_none(chart: Path) -> None:
    (chart / "templates" / "spoiled.yaml").write_text("a: {{ .Values.origin")
    assert "spoiled.yaml" in (lint(SMALL, chart=chart) or "")
    with pytest.raises(Refused, match=r"spoiled\.yaml"):
        render(SMALL, chart=chart)


def test_helm_finds_a_value_that_the_schema_does_not_know(chart: Path) -> None:
    (chart / "values.yaml").write_text((chart / "values.yaml").read_text() + "more: 1\n")
    assert "additional properties 'more' not allowed" in (lint(SMALL, chart=chart) or "")


def test_kubernetes_finds_fields_and_kinds_that_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "_definitions.json").write_text(
        '{"$id": "file:///d", "definitions": {"A": {"type": "object"}}}'
    )
    (tmp_path / "configmap-v1.json").write_text(
        '{"properties": {"apiVersion": {}, "kind": {}, "metadata": {}, "data": {"$ref": "file:///d#/definitions/A"}},'
        ' "additionalProperties": false}'
    )
    plain = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}}
    assert list(wrong_for_kubernetes([plain | {"data": {}}], tmp_path)) == []
    assert list(wrong_for_kubernetes([plain | {"data": 1}], tmp_path)) == [
        "ConfigMap m: data: 1 is not of type 'object'"
    ]
    (found,) = wrong_for_kubernetes([plain | {"dta": {}}], tmp_path)
    assert "'dta' was unexpected" in found
    assert list(wrong_for_kubernetes([plain | {"kind": "Map"}], tmp_path)) == ["Map m: no schema map-v1.json"]


def test_operators_find_fields_and_values_that_they_do_not_know(schemas: Path) -> None:
    assert list(wrong_for_operators([topic(partitions=3)], schemas)) == []
    (found,) = wrong_for_operators([topic(partitions="many")], schemas)
    assert found == "KafkaTopic t: spec.partitions: 'many' is not of type 'integer'"
    (found,) = wrong_for_operators([topic(partitons=3)], schemas)
    assert found.startswith("KafkaTopic t: spec: Additional properties are not allowed")


def test_a_kind_without_a_schema_is_found(schemas: Path) -> None:
    other = topic() | {"kind": "KafkaTopics"}
    (found,) = wrong_for_operators([other], schemas)
    assert found.startswith("KafkaTopics t: no schema")


def test_what_an_operator_leaves_open_stays_open() -> None:
    schema = {
        "properties": {"config": {"properties": {"a": {}}, "x-kubernetes-preserve-unknown-fields": True}}
    }
    assert "additionalProperties" not in closed(schema)["properties"]["config"]
    assert closed(schema)["additionalProperties"] is False


def test_a_folder_of_schemas_that_is_not_there_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(checks.SCHEMAS, raising=False)
    with pytest.raises(checks.NotRun, match="SALESWIRE_CRD_SCHEMAS names no folder"):
        list(checks.custom({}, tmp_path))
    monkeypatch.setenv(checks.SCHEMAS, str(tmp_path / "gone"))
    assert list(checks.custom({}, tmp_path)) == [
        f"SALESWIRE_CRD_SCHEMAS names {tmp_path}/gone, which is not there"
    ]


def test_a_tool_that_finds_nothing_is_blind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "ran", lambda *_command: (True, '{"results": {"failed_checks": []}}'))
    assert list(checks.practice({}, tmp_path)) == ["checkov does not find the planted pod"]


def test_what_a_tool_finds_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failed = {
        "check_id": "CKV_K8S_16",
        "check_name": "privileged",
        "resource": "Pod.c",
        "file_path": "/one.yaml",
    }
    words = json.dumps({"results": {"failed_checks": [failed, {**failed, "file_path": "/planted.yaml"}]}})
    monkeypatch.setattr(checks, "ran", lambda *_command: (False, words))
    assert list(checks.practice({"one": []}, tmp_path)) == ["CKV_K8S_16 privileged: Pod.c in /one.yaml"]


@pytest.mark.parametrize(("says", "taken"), [("v4.2.0+g1", True), ("v3.19.0+g1", False)])
def test_elsewhere_a_helm_of_ones_own_is_taken(
    says: str, taken: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "helm"
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(tools, "LOCKED_FOR", ("Somewhere", "else"))
    if taken:
        assert tools.helm() == program
    else:
        with pytest.raises(Missing, match="install Helm 4"):
            tools.helm()


def test_another_helm_than_the_recorded_one_is_refused(chart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "unpacked", lambda _place: b"another")
    monkeypatch.setattr(tools, "uv", lambda *_arguments: None)
    with pytest.raises(Missing, match="not the recorded one"):
        tools.helm(chart / "tools")
    assert not (chart / "tools" / "helm").exists()
