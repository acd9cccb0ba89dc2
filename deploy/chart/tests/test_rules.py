"""Our rules hold for the chart under every file of values, and each finds what it is there to find."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest

from contracts.orders import ORDER
from saleswire.chart.rendering import Manifest, render, values_files
from saleswire.chart.rules import RULES, Rule, hardening, kafka, network, standing, told
from saleswire.chart.rules.reading import of_kind, pods
from saleswire.places import ROOT

FILES = {file.stem: file for file in values_files()}
LARGE = FILES["values-large"]


@cache
def installed(file: Path) -> list[Manifest]:
    """What a file of values renders; nobody changes it."""
    return render(file)


@pytest.mark.parametrize("values", FILES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_holds(rule: Rule, values: str) -> None:
    assert list(rule(installed(FILES[values]))) == []


@pytest.mark.parametrize("values", FILES)
def test_every_service_runs(values: str) -> None:
    services = {app.parent.name for app in ROOT.glob("services/*/*/app.py")}
    assert {pod.service for pod in pods(installed(FILES[values])) if pod.service} == services


def spoiled(
    rule: Rule, *path: str | int, value: object = None, kind: str = "Deployment", name: str
) -> list[str]:
    """What a rule says when one place of a manifest holds something else, or nothing."""
    manifests = deepcopy(installed(LARGE))
    place = next(m for m in of_kind(manifests, kind) if m["metadata"]["name"] == name)
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return list(rule(manifests))


POD = ("spec", "template", "spec")
CONTAINER = (*POD, "containers", 0)
ORDERS, WORKER, GATEWAY = "saleswire-orders-api", "saleswire-orders-worker", "saleswire-gateway"


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ((*CONTAINER, "securityContext", "readOnlyRootFilesystem"), None, "readOnlyRootFilesystem is None"),
        (
            (*CONTAINER, "securityContext", "allowPrivilegeEscalation"),
            True,
            "allowPrivilegeEscalation is True",
        ),
        ((*CONTAINER, "securityContext", "capabilities"), {"drop": []}, "capabilities is {'drop': []}"),
        ((*CONTAINER, "securityContext", "runAsUser"), 0, "runAsUser is 0"),
        ((*POD, "automountServiceAccountToken"), None, "it holds a token of the cluster"),
    ],
)
def test_a_container_that_may_too_much_is_found(
    path: tuple[str | int, ...], value: object, found: str
) -> None:
    assert spoiled(hardening.unsafe, *path, value=value, name=ORDERS) == [f"{ORDERS}/orders: {found}"]


def test_a_container_without_a_limit_is_found() -> None:
    found = spoiled(hardening.unlimited, *CONTAINER, "resources", "limits", name=ORDERS)
    assert found == [f"{ORDERS}/orders: no limits.memory"]


def test_a_container_that_nobody_asks_is_found() -> None:
    found = spoiled(hardening.unprobed, *CONTAINER, "readinessProbe", name=ORDERS)
    assert found == [f"{ORDERS}/orders: no readinessProbe"]


@pytest.mark.parametrize("image", ["saleswire", "saleswire:latest", "registry:5000/saleswire"])
def test_an_image_that_moves_is_found(image: str) -> None:
    found = spoiled(hardening.unpinned, *CONTAINER, "image", value=image, name=ORDERS)
    assert found == [f"{ORDERS}/orders: its image is {image}"]


def test_a_hasty_end_is_found() -> None:
    assert spoiled(hardening.hasty, *CONTAINER, "lifecycle", name=ORDERS) == [
        f"{ORDERS}/orders: it ends 0 s after others were told"
    ]
    assert spoiled(hardening.hasty, *POD, "terminationGracePeriodSeconds", value=10, name=ORDERS) == [
        f"{ORDERS}/orders: it is killed before it has finished what it began"
    ]


def test_a_variable_that_nobody_reads_is_found() -> None:
    found = spoiled(told.unknown, "data", "SALESWIRE_POOLSIZE", value="3", kind="ConfigMap", name=ORDERS)
    assert found == [f"{ORDERS}: nobody reads SALESWIRE_POOLSIZE"]


def test_a_setting_that_is_missing_is_found() -> None:
    assert spoiled(told.untold, *CONTAINER, "env", name=ORDERS) == [
        f"{ORDERS}: SALESWIRE_DATABASE_URL is not given"
    ]


def test_a_start_that_would_fail_is_found() -> None:
    (found,) = spoiled(
        told.refused, "data", "SALESWIRE_ISSUER", value="http://127.0.0.1", kind="ConfigMap", name=ORDERS
    )
    assert found == f"{ORDERS}: issuer is http://127.0.0.1"
    (found,) = spoiled(
        told.refused, "data", "SALESWIRE_POOL_SIZE", value="many", kind="ConfigMap", name=ORDERS
    )
    assert "pool_size" in found


def test_a_secret_in_the_open_is_found() -> None:
    variable = {"name": "SALESWIRE_CURSOR_SECRET", "value": "written here"}
    found = spoiled(told.secretless, *CONTAINER, "env", 0, value=variable, name=ORDERS)
    assert found == [f"{ORDERS}: SALESWIRE_CURSOR_SECRET is written in the open"]


def test_a_pod_that_no_policy_closes_is_found() -> None:
    selector = {"matchLabels": {"app.kubernetes.io/component": "nobody"}}
    found = spoiled(
        network.open_pods,
        "spec",
        "podSelector",
        value=selector,
        kind="NetworkPolicy",
        name="saleswire-nobody",
    )
    assert found == []
    manifests = [m for m in installed(LARGE) if m["kind"] != "NetworkPolicy"]
    assert f"{ORDERS}: no policy closes it" in list(network.open_pods(manifests))


def test_a_port_that_is_open_to_others_is_found() -> None:
    everybody = [{"from": [{"podSelector": {}}]}]
    (found,) = spoiled(
        network.wrong_callers, "spec", "ingress", value=everybody, kind="NetworkPolicy", name=ORDERS
    )
    assert found.startswith(f"{ORDERS}: open to ['saleswire-billing-api', ")
    (found,) = spoiled(network.wrong_callers, "spec", "ingress", kind="NetworkPolicy", name=ORDERS)
    assert found == f"{ORDERS}: open to [], called by ['namespace monitoring', '{GATEWAY}']"


def test_a_way_that_is_closed_is_found() -> None:
    (found,) = spoiled(network.closed_ways, "spec", "egress", kind="NetworkPolicy", name=ORDERS)
    assert found == f"{ORDERS}: no way out to ['saleswire-identity-api']"


def test_a_topic_that_is_otherwise_or_missing_is_found() -> None:
    wrong = spoiled(kafka.wrong_topics, "spec", "partitions", value=3, kind="KafkaTopic", name=ORDER.topic)
    assert [words.split(" is ")[0] for words in wrong] == [ORDER.topic]
    fewer = [m for m in installed(LARGE) if m["metadata"]["name"] != ORDER.topic]
    assert list(kafka.wrong_topics(fewer)) == [f"{ORDER.topic} is missing"]


def test_a_right_that_is_too_much_is_found() -> None:
    entry = {
        "resource": {"type": "topic", "name": "sales.role.v1", "patternType": "literal"},
        "operations": ["Write"],
    }
    place = ("spec", "authorization", "acls", 0)
    found = spoiled(kafka.wrong_rights, *place, value=entry, kind="KafkaUser", name="saleswire-kafka-orders")
    assert "too much: ('saleswire-kafka-orders', 'topic', 'sales.role.v1', 'literal', 'Write')" in found


def test_a_service_that_a_drain_may_take_whole_is_found() -> None:
    kind, name = "PodDisruptionBudget", ORDERS
    assert spoiled(standing.unguarded, "spec", "maxUnavailable", value="100%", kind=kind, name=name) == [
        f"{ORDERS}: its budgets let go ['100%']"
    ]
    manifests = [m for m in installed(LARGE) if m["kind"] != kind]
    assert f"{ORDERS}: its budgets let go []" in list(standing.unguarded(manifests))


def test_pods_that_may_lie_together_are_found() -> None:
    found = spoiled(standing.together, *POD, "topologySpreadConstraints", 0, name=ORDERS)
    assert found == [f"{ORDERS}: not spread over topology.kubernetes.io/zone"]


def test_two_who_decide_on_replicas_are_found_and_nobody_is_too() -> None:
    assert spoiled(standing.torn, "spec", "replicas", value=2, name=ORDERS) == [
        f"{ORDERS}: 2 decide on its replicas"
    ]
    path = ("spec", "scaleTargetRef", "name")
    found = spoiled(standing.torn, *path, value="gone", kind="HorizontalPodAutoscaler", name=ORDERS)
    assert found == ["gone: scaled, and not there", f"{ORDERS}: 0 decide on its replicas"]


def test_a_worker_that_is_scaled_by_another_lag_is_found() -> None:
    path = ("spec", "triggers", 0, "metadata", "consumerGroup")
    found = spoiled(standing.deaf, *path, value="crm.reactions", kind="ScaledObject", name=WORKER)
    assert found == [
        f"{WORKER}: scaled by ['crm.reactions', 'orders.reactions'], "
        "reads as ['orders.projections', 'orders.reactions']"
    ]


def test_figures_that_nobody_reads_are_found_and_a_port_that_is_not_there() -> None:
    named = {"kind": "PodMonitor", "name": "saleswire"}
    nobody = {"matchLabels": {"app.kubernetes.io/component": "nobody"}}
    found = spoiled(standing.unwatched, "spec", "selector", value=nobody, **named)
    assert f"{ORDERS}: 0 read its figures" in found
    found = spoiled(standing.unwatched, "spec", "podMetricsEndpoints", 0, "port", value="figures", **named)
    assert f"{ORDERS}: has no port figures" in found
    assert not any("-web:" in line for line in found)  # it has none


def test_a_right_that_is_missing_is_found() -> None:
    place = ("spec", "authorization", "acls")
    found = spoiled(kafka.wrong_rights, *place, value=[], kind="KafkaUser", name="saleswire-kafka-orders")
    assert "missing: ('saleswire-kafka-orders', 'topic', 'sales.order.v1', 'literal', 'Write')" in found


def test_a_topic_that_is_in_no_contract_is_found() -> None:
    found = spoiled(
        kafka.wrong_topics, "spec", "topicName", value="sales.more.v1", kind="KafkaTopic", name=ORDER.topic
    )
    assert found == [f"{ORDER.topic} is missing", "sales.more.v1 is in no contract"]
