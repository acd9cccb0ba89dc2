"""Services stay up: pods lie apart, go one at a time, and one thing alone decides how many there are."""

from collections.abc import Iterator
from typing import Any

from saleswire.chart.rendering import Manifest
from saleswire.chart.rules.reading import Pod, environment, of_kind, pods, selects
from saleswire.published.chart_data import service, subscriptions

APART = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


def unguarded(manifests: list[Manifest]) -> Iterator[str]:
    """Services of which a node's drain may take all pods at once, or none for ever."""
    budgets = [budget["spec"] for budget in of_kind(manifests, "PodDisruptionBudget")]
    for pod in served(manifests):
        found = [each.get("maxUnavailable") for each in budgets if selects(each["selector"], pod.labels)]
        if found != [1]:
            yield f"{pod.name}: its budgets let go {found}"


def together(manifests: list[Manifest]) -> Iterator[str]:
    """Services whose pods may all lie in one zone or on one node though there are others."""
    for pod in served(manifests):
        spread = pod.spec.get("topologySpreadConstraints", [])
        apart = [each["topologyKey"] for each in spread if selects(each["labelSelector"], pod.labels)]
        yield from (f"{pod.name}: not spread over {key}" for key in APART if key not in apart)


def torn(manifests: list[Manifest]) -> Iterator[str]:
    """Deployments on whose replicas nothing decides, or more than one; scalers of what is not there."""
    scaled = [target for kind in SCALERS for target in targets(manifests, kind)]
    deployments = {each["metadata"]["name"]: each["spec"] for each in of_kind(manifests, "Deployment")}
    yield from (f"{name}: scaled, and not there" for name in scaled if name not in deployments)
    for name, spec in deployments.items():
        if (deciding := scaled.count(name) + ("replicas" in spec)) != 1:
            yield f"{name}: {deciding} decide on its replicas"


def deaf(manifests: list[Manifest]) -> Iterator[str]:
    """Workers that are scaled by the lag of other groups than their own."""
    for scaler in of_kind(manifests, "ScaledObject"):
        name = scaler["spec"]["scaleTargetRef"]["name"]
        wanted = {group for pod in served(manifests) if pod.name == name for group in read(pod, manifests)}
        if wanted != (heard := groups(scaler)):
            yield f"{name}: scaled by {sorted(heard)}, reads as {sorted(wanted)}"


def unwatched(manifests: list[Manifest]) -> Iterator[str]:
    """Services whose figures no PodMonitor reads, where there are any; and ports that pods do not have."""
    monitors = [each["spec"] for each in of_kind(manifests, "PodMonitor")]
    for pod in served(manifests) if monitors else ():
        told = service(str(pod.service))["metrics"]
        found = [each for each in monitors if selects(each["selector"], pod.labels)]
        if len(found) != told:
            yield f"{pod.name}: {len(found)} read its figures"
        ports = {port["name"] for each in pod.containers for port in each.get("ports", [])}
        asked = {endpoint["port"] for each in found for endpoint in each["podMetricsEndpoints"]}
        yield from (f"{pod.name}: has no port {name}" for name in sorted(asked - ports))


def served(manifests: list[Manifest]) -> Iterator[Pod]:
    """The pods of services."""
    return (pod for pod in pods(manifests) if pod.service is not None)


def read(pod: Pod, manifests: list[Manifest]) -> set[str]:
    """The groups as which a service reads, behind the prefix that its pod is told."""
    prefix = environment(pod, manifests)["SALESWIRE_TOPIC_PREFIX"]
    return {prefix + group for group in subscriptions(str(pod.service))}


def targets(manifests: list[Manifest], kind: str) -> list[str]:
    """Which deployments are scaled by this kind."""
    return [each["spec"]["scaleTargetRef"]["name"] for each in of_kind(manifests, kind)]


def groups(scaler: dict[str, Any]) -> set[str]:
    """The consumer groups whose lag a scaler asks for."""
    return {each["metadata"]["consumerGroup"] for each in scaler["spec"]["triggers"]}
