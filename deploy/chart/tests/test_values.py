"""Values that would not do are refused by name, before anything is installed."""

import re
from pathlib import Path

import pytest

from saleswire.chart.rendering import Refused, render, values_files
from saleswire.chart.rules.reading import environment, of_kind, pods
from saleswire.chart.tools import CHART

FILES = {file.stem: file for file in values_files()}
SMALL, LARGE = FILES["values-small"], FILES["values-large"]


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("api.replica=2", "additional properties 'replica' not allowed"),
        ("image.tag=latest", "at '/image/tag'"),
        ("origin=http://sales.example.com", "at '/origin'"),
        ("origin=", "origin: where do people reach Saleswire?"),
        ("image.repository=", "image.repository names no image"),
        ("services.order.settings.pool_size=3", "services.order: there is no such service"),
        ("services.web.worker.replicas=3", "services.web.worker: this service has no such half"),
        (
            "services.orders.settings.poolsize=3",
            "services.orders.settings.poolsize: there is no such setting",
        ),
        (
            "services.orders.settings.issuer=me",
            "services.orders.settings.issuer: the chart gives this setting",
        ),
        (
            "services.orders.settings.cursor_secret=x",
            "services.orders.settings.cursor_secret: there is no such",
        ),
        ("settings.poolsize=3", "settings.poolsize: no service knows this setting"),
        ("settings.issuer=me", "settings.issuer: the chart gives this setting"),
        ("kafka.external.bootstrap=", "kafka.external.bootstrap: where is Kafka?"),
        ("worker.maxReplicas=13", "at '/worker/maxReplicas'"),
        ("worker.maxReplicas=4", "more workers than the 3 partitions"),
        ("api.replicas=2", "catalog keeps documents: several replicas need documents.accessModes"),
        ("ingress.namespace=", "ingress.namespace: where does the controller run?"),
        ("ingress.proxyNetworks=null", "ingress.proxyNetworks: in which networks is the controller?"),
        ("ingress.mode=gateway", "ingress.gateway.parentRefs: to which Gateway"),
        ("monitoring.enabled=true", "monitoring.networks: from which networks does Prometheus ask?"),
        ("secrets.mode=external-secrets", "secrets.externalSecrets.store.name: from which store?"),
    ],
)
def test_what_would_not_do_is_named(option: str, found: str) -> None:
    with pytest.raises(Refused, match=found.replace("?", r"\?")):
        render(SMALL, options=["--set", option])


@pytest.mark.parametrize(
    "said", ["saslMechanism=PLAIN", "saslMechanism=SCRAM-SHA-256", "securityProtocol=SSL"]
)
def test_users_are_made_only_where_they_can_sign_in(said: str) -> None:
    users = "kafka.external.topics.users"
    with pytest.raises(Refused, match=rf"{users}: Kafka makes users for SCRAM-SHA-512 alone"):
        render(SMALL, options=["--set", f"{users}=true,kafka.external.{said}"])


def test_a_prefix_of_topics_is_for_a_kafka_of_others() -> None:
    with pytest.raises(Refused, match=r"kafka\.topicPrefix is for a Kafka that others share"):
        render(LARGE, options=["--set", "kafka.topicPrefix=sales-"])


def test_a_setting_reaches_those_who_know_it() -> None:
    manifests = render(
        SMALL, options=["--set", "settings.validity_days=14,services.crm.settings.pool_size=9"]
    )
    told = {pod.name: environment(pod, manifests) for pod in pods(manifests) if pod.service}
    with_days = {name for name, variables in told.items() if "SALESWIRE_VALIDITY_DAYS" in variables}
    assert with_days == {"saleswire-quotes-api", "saleswire-quotes-worker"}
    assert told["saleswire-crm-api"]["SALESWIRE_POOL_SIZE"] == "9"
    assert told["saleswire-orders-api"]["SALESWIRE_POOL_SIZE"] == "3"


def test_a_changed_setting_replaces_its_pods_and_no_others() -> None:
    def checksums(*options: str) -> dict[str, str]:
        deployments = of_kind(render(SMALL, options=options), "Deployment")
        annotated = ((each["metadata"]["name"], each["spec"]["template"]["metadata"]) for each in deployments)
        return {
            name: said["annotations"]["checksum/settings"]
            for name, said in annotated
            if "annotations" in said
        }

    before, after = checksums(), checksums("--set", "services.crm.settings.pool_size=9")
    assert {name for name in before if before[name] != after[name]} == {
        "saleswire-crm-api",
        "saleswire-crm-worker",
    }


def test_databases_of_the_operator_are_migrated_beside_the_first_start_and_before_later_ones() -> None:
    def hooks(*options: str) -> set[bool]:
        jobs = of_kind(render(LARGE, options=options), "Job")
        return {"helm.sh/hook" in each["metadata"].get("annotations", {}) for each in jobs}

    assert (hooks(), hooks("--is-upgrade")) == ({False}, {True})


def test_every_value_has_a_comment() -> None:
    assert bare((CHART / "values.yaml").read_text()) == []
    assert bare("# of a\na: 1\nb:\n  c: 2\n") == ["c: 2"]


def bare(text: str) -> list[str]:
    """Values without a comment above them, above the ones just before, or above what they are part of."""
    lines = [line for line in text.splitlines() if line.strip()]
    values = (number for number, line in enumerate(lines) if re.match(r" *\w+: .", line))
    return [lines[number].strip() for number in values if not explained(lines, number)]


def explained(lines: list[str], number: int) -> bool:
    """Whether the lines above a value explain it."""
    for above in reversed(lines[:number]):
        if indent(above) < indent(lines[number]):
            return lines[lines.index(above) - 1].strip().startswith("#")
        if indent(above) == indent(lines[number]) and above.strip().startswith("#"):
            return True
    return False


def indent(line: str) -> int:
    """How far a line stands from the left."""
    return len(line) - len(line.lstrip())


def test_a_file_of_values_is_found(tmp_path: Path) -> None:
    (tmp_path / "values-tiny.yaml").write_text("{}")
    assert values_files(tmp_path) == [tmp_path / "values-tiny.yaml"]
