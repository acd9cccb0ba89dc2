"""Rendered manifests, read: pods, what they are told, and who selects whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from saleswire.chart.rendering import Manifest

WORKLOADS = ("Deployment", "Job")


@dataclass(frozen=True)
class Pod:
    """The pods of one workload, which are all alike."""

    kind: str
    name: str
    labels: dict[str, str]
    spec: dict[str, Any]

    @property
    def containers(self) -> list[dict[str, Any]]:
        """All of them, those that run before included."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    @property
    def service(self) -> str | None:
        """Which service runs here; None for a job or a console."""
        arguments = self.spec["containers"][0].get("args", [])
        return arguments[1] if arguments[:1] == ["serve"] else None


def pods(manifests: Iterable[Manifest]) -> Iterator[Pod]:
    """The pods that manifests make."""
    for manifest in manifests:
        if manifest["kind"] in WORKLOADS:
            template = manifest["spec"]["template"]
            labels = dict(template["metadata"]["labels"])
            if manifest["kind"] == "Job":
                labels["batch.kubernetes.io/job-name"] = manifest["metadata"]["name"]
            yield Pod(manifest["kind"], manifest["metadata"]["name"], labels, template["spec"])


def of_kind(manifests: Iterable[Manifest], kind: str) -> Iterator[Manifest]:
    """Those of one kind."""
    return (manifest for manifest in manifests if manifest["kind"] == kind)


def environment(pod: Pod, manifests: Iterable[Manifest]) -> dict[str, str]:
    """Variables of a pod's first container; what comes from a Secret reads ``secret:NAME/KEY``."""
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind(manifests, "ConfigMap")}
    container = pod.spec["containers"][0]
    told: dict[str, str] = {}
    for source in container.get("envFrom", []):
        told |= maps[source["configMapRef"]["name"]]
    for variable in container.get("env", []):
        secret = variable.get("valueFrom", {}).get("secretKeyRef")
        told[variable["name"]] = f"secret:{secret['name']}/{secret['key']}" if secret else variable["value"]
    return told


def selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """Whether a label selector chooses something with these labels; an empty one chooses all."""
    wanted = selector.get("matchLabels", {})
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _holds(each, labels) for each in selector.get("matchExpressions", [])
    )


def _holds(expression: dict[str, Any], labels: dict[str, str]) -> bool:
    found = labels.get(expression["key"])
    if expression["operator"] == "Exists":
        return found is not None
    if expression["operator"] == "In":
        return found in expression["values"]
    raise ValueError(f"no such operator is read here: {expression['operator']}")
