"""What the gateway makes of its settings."""

import pytest
from pydantic import ValidationError

from gateway.settings import Settings


def test_a_service_that_came_later_is_reached_under_its_name():
    routes = Settings(upstreams={"quotes": "http://a", "warranty": "http://b"}).all_routes()
    assert routes["/api/warranty"] == "warranty"
    assert routes["/api/quotes"] == "quotes"


def test_a_service_with_routes_of_its_own_gets_no_other():
    routes = Settings(upstreams={"reporting": "http://a"}).all_routes()
    assert "/api/reporting" not in routes


def test_web_gets_the_root_when_there_is_one():
    assert Settings(upstreams={"web": "http://a", "quotes": "http://b"}).all_routes()["/"] == "web"
    assert "/api/web" not in Settings(upstreams={"web": "http://a"}).all_routes()
    assert "/" not in Settings(upstreams={"quotes": "http://b"}).all_routes()


@pytest.mark.parametrize(
    "told",
    [{"environment": "production"}, {"issuer": "https://x.example"}, {"public_origin": "https://x.example"}],
)
def test_a_gateway_in_production_needs_its_secret(told):
    with pytest.raises(ValidationError, match="SALESWIRE_GATEWAY_SECRET"):
        Settings(**told)
    Settings(**told, gateway_secret="g" * 16)
