"""A client's address is believed from the gateway only, and from nobody on the same machine."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from chassis.http.peers import client_address, proof

SECRET = "a secret of the house"


def request(**headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "client": ("127.0.0.1", 1), "headers": raw}
    return HTTPConnection(scope)


def test_the_gateway_says_where_the_client_is() -> None:
    said = request(x_forwarded_for="203.0.113.9", x_gateway_proof=proof(SECRET, "203.0.113.9"))
    assert client_address(said, SECRET) == "203.0.113.9"


@pytest.mark.parametrize("given", ["", "wrong", "é", proof(SECRET, "203.0.113.8"), proof("", "203.0.113.9")])
def test_a_neighbour_on_this_machine_says_it_in_vain(given: str) -> None:
    said = request(x_forwarded_for="203.0.113.9", x_gateway_proof=given)
    assert client_address(said, SECRET) == "127.0.0.1"


def test_a_service_that_shares_no_secret_believes_nobody() -> None:
    said = request(x_forwarded_for="203.0.113.9", x_gateway_proof=proof("", "203.0.113.9"))
    assert client_address(said, "") == "127.0.0.1"
