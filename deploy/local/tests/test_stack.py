"""The stack as a plan: what is started after what, and what each is told."""

import json
from pathlib import Path

import pytest

from saleswire.credentials import outside_credentials
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.places import MARK, PORTS, PROGRAMS, SERVICES, Place, shifted
from saleswire.stack import Stack
from saleswire.strangers import without_ours
from saleswire.supervisor import Component, layers


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """All of it on other ports, on servers that somebody else runs."""
    given = {name: f"postgresql://127.0.0.1/{name}" for name in SERVICES}
    infra = Infrastructure(Kind.EXTERNAL, "127.0.0.1:9092", given=given)
    return Stack(Place(state=tmp_path, ports=shifted(1000)), infra)


def planned(stack: Stack) -> dict[str, Component]:
    """Components by name."""
    return {component.name: component for component in stack.components()}


def test_ports_are_counted_in_the_order_of_the_services() -> None:
    assert PORTS["identity"] == 8101
    assert PORTS["web"] == 8101 + PROGRAMS.index("web")
    assert "web" not in SERVICES
    assert "gateway" not in PROGRAMS


def test_pages_wait_for_what_browsers_load_and_for_no_server(stack: Stack) -> None:
    components = planned(stack)

    assert components["assets"].needs == ()
    assert components["web"].needs == ("preloaded", "assets")
    assert not {"migrate-web", "journal-web", "migrate-gateway"} & components.keys()
    assert "web" in components["gateway"].needs


def test_in_one_process_everything_waits_for_everything(stack: Stack) -> None:
    single = planned(Stack(stack.place, stack.infra, "single"))

    assert {"assets", "journal-identity", "preloaded"} <= set(single["services"].needs)
    assert single["services"].address.endswith(":9080")
    assert len(layers(list(single.values()))) >= 3


def test_pages_know_one_address_and_no_secret_but_their_own(stack: Stack) -> None:
    told = stack.told("web")

    assert told["SALESWIRE_GATEWAY_URL"] == told["SALESWIRE_PUBLIC_ORIGIN"] == "http://127.0.0.1:9080"
    assert len(told["SALESWIRE_WEB_SECRET"]) >= 32
    assert told["SALESWIRE_WEB_SECRET"] == stack.told("web")["SALESWIRE_WEB_SECRET"]
    assert not [name for name in told if "DATABASE" in name or "KAFKA" in name or "CURSOR" in name]


def test_people_come_back_from_the_sign_in_to_the_port_that_is_used(stack: Stack) -> None:
    clients = json.loads(stack.told("identity")["SALESWIRE_CLIENTS"])

    assert clients["web"]["redirect_uris"] == ["http://127.0.0.1:9080/sign-in/callback"]
    assert clients["web"]["signed_out_uris"] == ["http://127.0.0.1:9080/signed-out"]


def test_the_gateway_finds_the_pages(stack: Stack) -> None:
    origins = json.loads(stack.told("gateway")["SALESWIRE_UPSTREAMS"])

    assert origins["web"] == f"http://127.0.0.1:{PORTS['web'] + 1000}"
    assert "gateway" not in origins


def test_each_program_knows_its_own_kafka_password_only(tmp_path: Path) -> None:
    place = Place(state=tmp_path, ports=shifted(1000))
    stack = Stack(place, choose(Kind.LOCAL, place))
    told = {name: stack.told(name) for name in SERVICES}
    users = {name: variables["SALESWIRE_KAFKA_USERNAME"] for name, variables in told.items()}
    assert users == {name: name for name in SERVICES}
    words = {variables["SALESWIRE_KAFKA_PASSWORD"] for variables in told.values()}
    assert len(words) == len(SERVICES)
    operator = stack.told_operator(list(SERVICES))
    assert operator["SALESWIRE_KAFKA_USERNAME"] == "saleswire"
    assert operator["SALESWIRE_KAFKA_PASSWORD"] not in words
    assert set(json.loads(operator["SALESWIRE_KAFKA_USERS"])) == {*SERVICES, "accounting", "production"}
    assert not [name for name in stack.told("gateway") if "KAFKA" in name]


def test_a_stranger_is_told_what_is_his_and_nothing_of_ours() -> None:
    told = {"SALESWIRE_KAFKA_PASSWORD": "x", "DATABASE_URL": "x", "KAFKA_PASSWORD": "his", MARK: "here"}
    assert without_ours(told) == {"KAFKA_PASSWORD": "his", MARK: "here"}


def test_existing_servers_may_bring_a_user_for_each_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "SECURITY_PROTOCOL": "SASL_SSL",
        "SASL_MECHANISM": "PLAIN",
        "USERNAME": "deployer",
        "PASSWORD": "d",
        "USERNAME_ORDERS": "team-orders",
        "PASSWORD_ORDERS": "o",
    }.items():
        monkeypatch.setenv(f"SALESWIRE_KAFKA_{name}", value)
    found, place = outside_credentials(), Place(state=tmp_path)
    assert found.user(place, "orders") == ("team-orders", "o")
    assert found.user(place, "quotes") == ("deployer", "d")
    assert found.users(place, ["orders", "quotes"]) == {"orders": ("team-orders", "")}
