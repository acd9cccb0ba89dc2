"""Whose address a request has: nobody chooses it who is not a trusted proxy."""

from ipaddress import ip_network

import pytest

from chassis.http import proof
from gateway.clients import client_of

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["6.6.6.6"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["6.6.6.6", "203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1", ["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
        ("127.0.0.1", ["6.6.6.6, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, nonsense, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        ("fd00::1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("::ffff:127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", [""], "127.0.0.1"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_trusted_proxy(peer, forwarded, client):
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    assert client_of({"client": (peer, 1), "headers": headers}, TRUSTED) == client


def test_without_trusted_proxies_nobody_is_believed():
    scope = {"client": ("127.0.0.1", 1), "headers": [(b"x-forwarded-for", b"6.6.6.6")]}
    assert client_of(scope, ()) == "127.0.0.1"


async def test_a_service_is_told_the_address_with_a_proof_that_no_client_can_send(opened):
    settings = {"trusted_proxies": ["127.0.0.1"], "gateway_secret": "a secret of the house"}
    sent = {"X-Forwarded-For": "6.6.6.6, 203.0.113.9", "X-Gateway-Proof": "0" * 64}
    async with (
        opened(**settings) as stand,
        stand.client.get(stand.url + "/api/quotes", headers=sent) as response,
    ):
        seen = dict((await response.json())["headers"])
    assert seen["x-forwarded-for"] == "203.0.113.9"
    assert seen["x-gateway-proof"] == proof("a secret of the house", "203.0.113.9")


async def test_strangers_behind_one_proxy_have_limits_of_their_own(opened):
    async with opened(trusted_proxies=["127.0.0.1"], rate_per_second=0.01, rate_burst=2) as stand:

        async def ask(address: str) -> int:
            headers = {"X-Forwarded-For": address}
            async with stand.client.get(stand.url + "/api/quotes", headers=headers) as response:
                return response.status

        assert [await ask("203.0.113.9") for _ in range(3)] == [200, 200, 429]
        assert await ask("203.0.113.10") == 200


@pytest.mark.parametrize("path", ["/metrics", "/internal/status"])
async def test_what_is_for_the_inside_is_not_there_through_a_proxy(opened, path):
    for trusted in ([], ["127.0.0.1"]):
        async with opened(trusted_proxies=trusted) as stand:
            for headers, status in (
                ({}, 200),
                ({"X-Forwarded-For": "203.0.113.9"}, 404),
                ({"X-Forwarded-For": "127.0.0.1"}, 404),
                ({"Forwarded": "for=127.0.0.1"}, 404),
                ({"Via": "1.1 proxy"}, 404),
            ):
                async with stand.client.get(stand.url + path, headers=headers) as response:
                    assert response.status == status, headers
