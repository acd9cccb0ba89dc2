"""docs/operations.md is enough for an installation: what it says is run, and nothing is missing then."""

import re
import subprocess
from pathlib import Path

import pytest

from saleswire.chart.rendering import Manifest, render
from saleswire.chart.rules import RULES, Rule
from saleswire.chart.rules.reading import pods
from saleswire.places import ROOT, SERVICES

PAGE = (ROOT / "docs" / "operations.md").read_text()
MADE_BY_HAND = re.compile(r"create secret generic (\S+) --from-file=(\S+?)=")


def block(language: str, first: str) -> str:
    """The code of the page that begins so."""
    found: str = re.findall(rf"^```{language}\n({re.escape(first)}.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[
        0
    ]
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page's script wrote its files."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "deploy").symlink_to(ROOT / "deploy")
    subprocess.run(["sh", "-euc", block("sh", "secret()")], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> list[Manifest]:
    """What the page's values render."""
    file = tmp_path_factory.mktemp("page") / "production.yaml"
    file.write_text(block("yaml", "origin:"))
    return render(file)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_values_of_the_page_keep_every_rule(rule: Rule, installed: list[Manifest]) -> None:
    assert list(rule(installed)) == []


def test_every_secret_that_pods_take_is_made_on_the_page(files: Path, installed: list[Manifest]) -> None:
    made = {(name, key) for name, key in MADE_BY_HAND.findall(PAGE)}
    for kind in ("keys", "postgres", "kafka"):
        lines = (files / f"{kind}.env").read_text().split()
        made |= {(f"saleswire-{kind}", line.partition("=")[0]) for line in lines}
    made.add(("saleswire-kafka", "saleswire"))  # the operator's, whose password nobody can make up
    assert taken(installed) - made == set()


def taken(manifests: list[Manifest]) -> set[tuple[str, str]]:
    """(name, key) of every Secret that a pod takes."""
    found: set[tuple[str, str]] = set()
    for pod in pods(manifests):
        variables = (each for container in pod.containers for each in container.get("env", []))
        secrets = (each.get("valueFrom", {}).get("secretKeyRef") for each in variables)
        found |= {(secret["name"], secret["key"]) for secret in secrets if secret}
        for volume in pod.spec["volumes"]:
            sources = [source["secret"] for source in volume.get("projected", {}).get("sources", [])]
            sources += (
                [{"name": volume["secret"]["secretName"], **volume["secret"]}] if "secret" in volume else []
            )
            found |= {(source["name"], item["key"]) for source in sources for item in source["items"]}
    return found


def test_every_service_gets_a_database_with_the_password_of_its_address(files: Path) -> None:
    statements = (files / "postgres.sql").read_text()
    addresses = dict(line.split("=", 1) for line in (files / "postgres.env").read_text().split())
    assert set(addresses) == set(SERVICES)
    for service, address in addresses.items():
        password = address.partition(f"saleswire_{service}:")[2].partition("@")[0]
        assert f"CREATE ROLE saleswire_{service} LOGIN PASSWORD '{password}';" in statements
        assert f"CREATE DATABASE saleswire_{service} OWNER saleswire_{service} " in statements
