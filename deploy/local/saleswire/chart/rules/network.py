"""Who may reach whom: the addresses that pods are given, and nobody else."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from saleswire.chart.rendering import Manifest
from saleswire.chart.rules.reading import Pod, environment, of_kind, pods, selects

ADDRESS = re.compile(r"http://[a-z0-9.-]+:\d+")


def open_pods(manifests: list[Manifest]) -> Iterator[str]:
    """Pods that no policy closes, in or out."""
    policies = [policy["spec"] for policy in of_kind(manifests, "NetworkPolicy")]
    for pod in pods(manifests):
        closed = {
            kind
            for each in policies
            if selects(each["podSelector"], pod.labels)
            for kind in each["policyTypes"]
        }
        if closed != {"Ingress", "Egress"}:
            yield f"{pod.name}: no policy closes it"


def wrong_callers(manifests: list[Manifest]) -> Iterator[str]:
    """Pods whose port is open to others than those who have its address, or not to all of them."""
    everybody = list(pods(manifests))
    for pod in everybody:
        wanted = {caller.name for caller in everybody if pod.name in called(caller, manifests)}
        wanted |= {f"namespace {name}" for name in namespaces(pod, manifests)}
        found = {name for peer in peers(pod, manifests) for name in named(peer, everybody)}
        if found != wanted:
            yield f"{pod.name}: open to {sorted(found)}, called by {sorted(wanted)}"


def closed_ways(manifests: list[Manifest]) -> Iterator[str]:
    """Pods that may not go where they have an address of."""
    everybody = list(pods(manifests))
    for pod in everybody:
        ways = [way for each in policies_of(pod, manifests) for way in each.get("egress", [])]
        reached = {name for way in ways for peer in way.get("to", []) for name in named(peer, everybody)}
        if missing := called(pod, manifests) - reached:
            yield f"{pod.name}: no way out to {sorted(missing)}"


def called(pod: Pod, manifests: list[Manifest]) -> set[str]:
    """Workloads whose address a pod is given."""
    addresses = ADDRESS.findall(json.dumps(environment(pod, manifests)))
    hosts = {urlsplit(address).hostname for address in addresses}
    services = {each["metadata"]["name"]: each["spec"] for each in of_kind(manifests, "Service")}
    selectors = [{"matchLabels": services[host]["selector"]} for host in hosts if host in services]
    return {each.name for each in pods(manifests) for wanted in selectors if selects(wanted, each.labels)}


def namespaces(pod: Pod, manifests: list[Manifest]) -> set[str]:
    """Namespaces from which others of the cluster ask a pod: those who bring people, and who measures."""
    asked: set[str] = set()
    route = next((m for kind in ("Ingress", "HTTPRoute") for m in of_kind(manifests, kind)), None)
    if route is not None and pod.service is not None and pod.name in entrances(route, manifests):
        asked.add("controller")
    for monitor in of_kind(manifests, "PodMonitor"):
        if selects(monitor["spec"]["selector"], pod.labels):
            asked.add("monitoring")
    return asked


def entrances(route: Manifest, manifests: list[Manifest]) -> set[str]:
    """Workloads behind the services that a route names."""
    text = json.dumps(route["spec"])
    return {
        pod.name
        for service in of_kind(manifests, "Service")
        if f'"{service["metadata"]["name"]}"' in text
        for pod in pods(manifests)
        if selects({"matchLabels": service["spec"]["selector"]}, pod.labels)
    }


def policies_of(pod: Pod, manifests: Iterable[Manifest]) -> list[dict[str, Any]]:
    """Policies that choose a pod."""
    found = (policy["spec"] for policy in of_kind(manifests, "NetworkPolicy"))
    return [spec for spec in found if selects(spec["podSelector"], pod.labels)]


def peers(pod: Pod, manifests: Iterable[Manifest]) -> Iterator[dict[str, Any]]:
    """From where a pod may be reached at its port."""
    for spec in policies_of(pod, manifests):
        for way in spec.get("ingress", []):
            yield from way["from"]


def named(peer: dict[str, Any], everybody: Iterable[Pod]) -> set[str]:
    """Workloads of ours that a peer stands for; a namespace by what it is to us."""
    if "namespaceSelector" in peer:
        name = peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
        return {f"namespace {'monitoring' if name == 'monitoring' else 'controller'}"}
    if "podSelector" not in peer:
        return set()
    return {pod.name for pod in everybody if selects(peer["podSelector"], pod.labels)}
