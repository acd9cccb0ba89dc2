"""What containers are told: the compose file says it for the engine's compose and for testcontainers."""

from pathlib import Path

import pytest

from saleswire.containers import compose_file, described, told
from saleswire.places import ROOT, Place, shifted


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A copy on other ports."""
    return Place(state=tmp_path, ports=shifted(1000))


def test_the_compose_file_asks_for_nothing_that_it_is_not_told(place: Place) -> None:
    services = described(compose_file(place).read_text(), told(place))
    postgres, kafka = services["postgres"], services["kafka"]
    assert postgres["image"] == "postgres:18"
    assert f"port={place.ports['postgres']}" in postgres["command"]
    assert len(postgres["environment"]["POSTGRES_PASSWORD"]) > 20
    assert kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"].endswith(f":{place.ports['kafka']}")
    assert "$" not in str([service["environment"] for service in services.values()])


def test_images_may_be_others(place: Place) -> None:
    wanted = {**told(place), "SALESWIRE_KAFKA_IMAGE": "localhost/kafka"}
    assert described(compose_file(place).read_text(), wanted)["kafka"]["image"] == "localhost/kafka"


def test_a_secret_that_is_missing_is_not_made_up() -> None:
    with pytest.raises(KeyError, match="SALESWIRE_IDENTITY_PASSWORD"):
        described((ROOT / "deploy" / "compose.yaml").read_text(), {})
