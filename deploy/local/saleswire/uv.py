"""How uv is called wherever we call it: it believes the authorities that this machine believes.

Behind a proxy that looks into TLS only those know who signed what comes back.
"""

import os


def uv_told() -> dict[str, str]:
    """The environment for uv; what the caller says goes first."""
    return {"UV_SYSTEM_CERTS": "1", **os.environ}
