"""A start in production needs secrets of its own."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.settings import Settings

STRONG = {"cursor_secret": "x" * 16, "gateway_secret": "y" * 16}


def settings(**told: Any) -> Settings:
    return Settings(database_url="postgresql://someone:hush@nowhere/x", **told)


@pytest.mark.parametrize("told", [{"environment": "production"}, {"issuer": "https://sales.example"}])
def test_in_production_each_weak_secret_stops_the_start_and_is_named(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**told)
    assert "SALESWIRE_CURSOR_SECRET, SALESWIRE_GATEWAY_SECRET must be set" in str(refused.value)
    for name in STRONG:
        with pytest.raises(ValidationError) as refused:
            settings(**told, **(STRONG | {name: "short"}))
        assert f"SALESWIRE_{name.upper()} must be set" in str(refused.value)
        assert "hush" not in str(refused.value)
    assert settings(**told, **STRONG).gateway_secret.get_secret_value() == "y" * 16


def test_at_home_nothing_needs_to_be_set() -> None:
    assert settings().environment == "local"
