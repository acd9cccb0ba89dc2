"""Pods may do no more than they need, take no more than they were given, and say how they are."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from saleswire.chart.rendering import Manifest
from saleswire.chart.rules.reading import Pod, pods

PINNED = re.compile(r"^[^@\s]+(@sha256:[0-9a-f]{64}|:(?!latest$)[A-Za-z0-9._-]+)$")
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")

Of = Callable[[Pod, dict[str, Any]], Iterator[str]]


def unsafe(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Containers that may write to their root, be root, gain rights or hold a token of the cluster."""
    yield from _each(manifests, _unsafe)


def unlimited(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Containers that ask for nothing or may take all memory."""
    yield from _each(manifests, _unlimited)


def unprobed(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Containers that nobody asks how they are; jobs say it by their end."""
    yield from _each(manifests, _unprobed)


def unpinned(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Images that may be another one tomorrow."""
    yield from _each(manifests, _unpinned)


def hasty(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Services that end before others know that they end, or are killed in the middle of it."""
    yield from _each(manifests, _hasty)


def _each(manifests: Iterable[Manifest], rule: Of) -> Iterator[str]:
    for pod in pods(manifests):
        for container in pod.containers:
            yield from (f"{pod.name}/{container['name']}: {words}" for words in rule(pod, container))


def _unsafe(pod: Pod, container: dict[str, Any]) -> Iterator[str]:
    said = pod.spec.get("securityContext", {}) | container.get("securityContext", {})
    wanted = {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    for name, value in wanted.items():
        if said.get(name) != value:
            yield f"{name} is {said.get(name)!r}"
    if said.get("runAsUser", 0) < 1000:
        yield f"runAsUser is {said.get('runAsUser')}"
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield "it holds a token of the cluster"


def _unlimited(_pod: Pod, container: dict[str, Any]) -> Iterator[str]:
    resources = container.get("resources", {})
    for kind, name in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory")):
        if name not in resources.get(kind, {}):
            yield f"no {kind}.{name}"


def _unprobed(pod: Pod, container: dict[str, Any]) -> Iterator[str]:
    if pod.kind != "Job":
        yield from (f"no {probe}" for probe in PROBES if probe not in container)


def _unpinned(_pod: Pod, container: dict[str, Any]) -> Iterator[str]:
    if not PINNED.match(container["image"]):
        yield f"its image is {container['image']}"


def _hasty(pod: Pod, container: dict[str, Any]) -> Iterator[str]:
    if pod.service is None:
        return
    pause = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    if pause < 5:
        yield f"it ends {pause} s after others were told"
    if pod.spec.get("terminationGracePeriodSeconds", 30) < pause + 15:
        yield "it is killed before it has finished what it began"
