"""The compose file is the whole system: podman-compose reads it, nobody is forgotten, all are told enough."""

import importlib
import importlib.util
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from saleswire.containers import ASKED_FOR, compose_file, compose_secrets, described, told
from saleswire.places import PORTS, PROGRAMS, SERVICES, Place
from saleswire.strangers import programs

SERVERS, JOBS = ("postgres", "kafka"), ("databases", "migrate", "topics")
OURS = (*PROGRAMS, "gateway")
STATE = "/var/lib/saleswire"

Services = Mapping[str, Any]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A copy with secrets of its own."""
    return Place(state=tmp_path)


@pytest.fixture
def services(place: Place) -> Services:
    """The services of the file, told as this copy tells them."""
    return described(compose_file(place).read_text(), told(place))


def as_podman_compose_reads(place: Place, tmp_path: Path, *files: Path) -> dict[str, Any]:
    """The services of these files together; it asks podman for its version, whatever it is to do."""
    podman = tmp_path / "podman"
    podman.write_text("#!/bin/sh\necho podman version 5.0.0\n")
    podman.chmod(podman.stat().st_mode | stat.S_IXUSR)
    command = [str(Path(sys.executable).with_name("podman-compose")), "--podman-path", str(podman)]
    command += ["--profile", "reference", *(word for file in files for word in ("-f", str(file))), "config"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALESWIRE_")}
    done = subprocess.run(
        command, env={**kept, **compose_secrets(place)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(yaml.safe_load(done.stdout)["services"])


def test_podman_compose_reads_it_as_it_stands(place: Place, tmp_path: Path) -> None:
    read = as_podman_compose_reads(place, tmp_path, compose_file(place))
    assert set(read) == {*SERVERS, *JOBS, *OURS, *programs(place)}
    assert read["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"] == "CLIENTS://kafka:19092"


def test_without_a_bridge_every_name_is_this_machine(place: Place, tmp_path: Path) -> None:
    host = compose_file(place).with_name("compose.host.yaml")
    read = as_podman_compose_reads(place, tmp_path, compose_file(place), host)
    assert set(read) == {*SERVERS, *JOBS, *OURS, *programs(place)}
    for name, service in read.items():
        assert service["network_mode"] == "host", name
        assert set(service["extra_hosts"]) == {f"{other}:127.0.0.1" for other in (*SERVERS, *OURS)}, name
    assert read["postgres"]["image"] == read["quotes"]["image"]


def test_every_service_is_there_in_the_order_of_the_system(services: Services, place: Place) -> None:
    assert list(services) == [*SERVERS, *JOBS, *OURS, *programs(place)]
    assert [services[name]["command"] for name in OURS] == [["serve", name] for name in OURS]


def test_what_it_must_be_told_are_the_secrets_that_we_print(place: Place) -> None:
    asked = ASKED_FOR.finditer(compose_file(place).read_text())
    assert {found[1] for found in asked if found[2] is None} == set(compose_secrets(place))


def settings_of(service: str) -> type[BaseSettings]:
    """The settings that a service reads."""
    own = importlib.util.find_spec(f"{service}.settings") is not None
    found: type[BaseSettings] = importlib.import_module(
        f"{service}.settings" if own else "chassis.settings"
    ).Settings
    return found


@pytest.mark.parametrize("service", OURS)
def test_a_service_is_told_what_it_has_to_know_and_nothing_else(
    services: Services, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, settings = services[service]["environment"], settings_of(service)
    assert set(given) <= {f"SALESWIRE_{name.upper()}" for name in settings.model_fields}
    for name, field in settings.model_fields.items():
        if field.is_required() or SecretStr in (field.annotation, *get_args(field.annotation)):
            assert f"SALESWIRE_{name.upper()}" in given
    for name in os.environ:
        if name.startswith("SALESWIRE_"):
            monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, str(value))
    assert settings().model_dump()["environment"] == "production"


def test_jobs_are_told_of_every_database_and_of_every_user(services: Services, place: Place) -> None:
    databases, topics = services["databases"]["environment"], services["topics"]["environment"]
    for name in SERVICES:
        assert (
            databases[f"DATABASE_URL_{name.upper()}"]
            == services[name]["environment"]["SALESWIRE_DATABASE_URL"]
        )
    assert services["migrate"]["environment"].items() <= databases.items()
    signing_in = {name: services[name]["environment"]["SALESWIRE_KAFKA_PASSWORD"] for name in SERVICES}
    signing_in |= {name: services[name]["environment"]["KAFKA_PASSWORD"] for name in programs(place)}
    for name, secret in signing_in.items():
        assert topics[f"SALESWIRE_KAFKA_USERNAME_{name.upper()}"] == name
        assert topics[f"SALESWIRE_KAFKA_PASSWORD_{name.upper()}"] == secret


@pytest.mark.parametrize("service", OURS)
def test_a_service_is_asked_where_it_listens(services: Services, service: str) -> None:
    port = PORTS[service]
    assert services[service]["healthcheck"]["test"] == ["CMD", "python", "-m", "saleswire.healthy", str(port)]
    if service != "gateway":
        upstreams = json.loads(services["gateway"]["environment"]["SALESWIRE_UPSTREAMS"])
        assert upstreams[service] == f"http://{service}:{port}"
        assert services["gateway"]["depends_on"][service] == {"condition": "service_healthy"}


@pytest.mark.parametrize("service", [*JOBS, *OURS, "accounting", "production"])
def test_a_container_may_write_in_one_place_and_has_no_privilege(services: Services, service: str) -> None:
    told = services[service]
    assert (told["read_only"], told["cap_drop"]) == (True, ["ALL"])
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert [*told["tmpfs"], *(volume.partition(":")[2] for volume in told.get("volumes", ()))] == [STATE]
