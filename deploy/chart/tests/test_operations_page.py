"""docs/operations.md is enough for an installation: what it says is run, and nothing is missing then."""

import re
import subprocess
from pathlib import Path

import pytest

from saleswire.chart.rendering import Manifest, render
from saleswire.chart.rules import RULES, Rule
from saleswire.chart.rules.reading import of_kind, pods
from saleswire.chart.rules.told import settings_of
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
        assert f"CREATE ROLE saleswire_{service} LOGIN PASSWORD '{password}'; GRANT" in statements
        assert f"CREATE DATABASE saleswire_{service} OWNER saleswire_{service} " in statements


def rows() -> list[tuple[list[str], list[str]]]:
    """Names and defaults of each line of the page's tables of settings."""
    section = PAGE.partition("\n## Settings\n")[2].partition("\n## ")[0]
    lines = (line.split(" | ") for line in section.splitlines() if line.startswith("|"))
    named = (line if "`" in line[0] else line[1:] for line in lines)
    return [(re.findall(r"`(\w+)`", line[0]), line[1].split(", ")) for line in named if len(line) > 1]


def fields() -> dict[str, set[str]]:
    """The defaults of every setting of any service, by its name."""
    found: dict[str, set[str]] = {}
    for service in (*SERVICES, "gateway", "web"):
        for name, field in settings_of(service).model_fields.items():
            found.setdefault(name, set()).add(str(field.default).removesuffix(".0"))
    return found


def test_every_setting_stands_on_the_page_and_no_other() -> None:
    assert {name for names, _ in rows() for name in names} == set(fields())


def test_numbers_on_the_page_are_the_defaults() -> None:
    known = fields()
    pairs = [
        pair
        for names, defaults in rows()
        if len(names) == len(defaults)
        for pair in zip(names, defaults, strict=True)
    ]
    numbers = [(name, default) for name, default in pairs if default.isdigit()]
    assert len(numbers) > 20
    assert [(name, default) for name, default in numbers if default not in known[name]] == []


def test_with_a_store_nothing_but_authorities_is_made_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "production.yaml"
    file.write_text(block("yaml", "origin:"))
    store = "secrets.mode=external-secrets,secrets.externalSecrets.store.name=vault"
    manifests = render(file, options=["--set", store])
    brought = {
        (each["metadata"]["name"], entry["secretKey"])
        for each in of_kind(manifests, "ExternalSecret")
        for entry in each["spec"]["data"]
    }
    left = taken(manifests) - brought
    assert left == {
        ("database-authority", "ca.crt"),
        ("kafka-authority", "ca.crt"),
        ("saleswire-keys", "administrator_secret"),  # which may be missing, and comes with all of the entry
    }


def test_old_pods_keep_their_rights_until_the_new_ones_have_taken_their_place(
    installed: list[Manifest],
) -> None:
    jobs = {each["metadata"]["name"]: each for each in installed if each["kind"] == "Job"}
    before, after = jobs["saleswire-topics"], jobs["saleswire-rights"]
    told = [
        (
            job["metadata"]["annotations"]["helm.sh/hook"],
            job["spec"]["template"]["spec"]["containers"][0]["args"],
        )
        for job in (before, after)
    ]
    assert [(hook, "--keep" in args) for hook, args in told] == [
        ("pre-install,pre-upgrade", True),
        ("post-upgrade", False),
    ]
