"""Whose request it is: the peer, or whom a trusted proxy in front of us names.

Only what trusted proxies wrote counts, so the answer is the rightmost address that is none of theirs.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from gateway.asgi import Scope

Network = IPv4Network | IPv6Network
FORWARDING = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})


def client_of(scope: Scope, trusted: Sequence[Network]) -> str:
    """The client's IP address; ``unknown`` for a peer that has none."""
    peer = scope.get("client")
    here = str(peer[0]) if peer else "unknown"
    said = [
        one for name, value in scope["headers"] if name == b"x-forwarded-for" for one in value.split(b",")
    ]
    while said and lies_in(here, trusted):
        named = _address(said.pop().decode("latin-1"))
        if named is None:
            break  # a proxy that writes no addresses names nobody
        here = str(named)
    return here


def lies_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether the address belongs to one of the networks."""
    known = _address(address)
    return known is not None and any(known in network for network in networks)


def came_through_a_proxy(scope: Scope) -> bool:
    """Whether somebody says to have forwarded this request."""
    return any(name in FORWARDING for name, _ in scope["headers"])


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as headers write it, with a port or without."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        known = ip_address(text)
    except ValueError:
        return None
    return known.ipv4_mapped or known if isinstance(known, IPv6Address) else known
