"""Who stands at the other end of a request: the client's address, as only the gateway can say it.

The gateway proves what it saw with a secret that it shares with the services; whoever comes without that
proof, from this machine too, is known by the address of the connection.
"""

import hmac
from functools import lru_cache
from hashlib import sha256

from starlette.requests import HTTPConnection

FORWARDED_FOR = "X-Forwarded-For"
PROOF = "X-Gateway-Proof"


@lru_cache(maxsize=4096)
def proof(secret: str, address: str) -> str:
    """What the gateway sends beside the address that it saw."""
    return hmac.new(secret.encode(), f"client {address}".encode(), sha256).hexdigest()


def client_address(request: HTTPConnection, secret: str) -> str:
    """The client's address: what the gateway proves with the secret, else the peer's."""
    said = request.headers.get(FORWARDED_FOR, "")
    given = request.headers.get(PROOF, "")
    if secret and said and hmac.compare_digest(proof(secret, said).encode(), given.encode()):
        return said
    return request.client.host if request.client else "unknown"
