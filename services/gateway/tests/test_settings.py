"""What the gateway makes of its settings."""

from gateway.settings import Settings


def test_a_service_that_came_later_is_reached_under_its_name():
    routes = Settings(upstreams={"quotes": "http://a", "warranty": "http://b"}).all_routes()
    assert routes["/api/warranty"] == "warranty"
    assert routes["/api/quotes"] == "quotes"


def test_a_service_with_routes_of_its_own_gets_no_other():
    routes = Settings(upstreams={"reporting": "http://a"}).all_routes()
    assert "/api/reporting" not in routes
