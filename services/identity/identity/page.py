"""The sign-in page: one form, no script, nothing loaded from elsewhere. Pure.

The form proves that it is ours by a cookie of which it carries the digest (double submit).
"""

import base64
import hashlib
import secrets
from html import escape
from urllib.parse import urlsplit

from identity.documents import AuthorizeRequest

COOKIE = "saleswire_sign_in"
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 22rem; margin: 15vh auto 0; padding: 0 1rem; }
label { display: block; margin-top: 1rem; }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; }
button { margin-top: 1.5rem; width: 100%; padding: .6rem; font: inherit; }
[role=alert] { color: #c62828; }
"""
_style_hash = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def new_cookie() -> str:
    """A random value that only this browser has."""
    return secrets.token_urlsafe(32)


def proof(cookie: str) -> str:
    """What the form carries for the cookie."""
    return hashlib.sha256(f"sign-in {cookie}".encode()).hexdigest()


def proven(cookie: str, csrf: str) -> bool:
    """Whether the form came from our page in this browser."""
    return bool(cookie) and secrets.compare_digest(proof(cookie).encode(), csrf.encode())


def policy(redirect_uri: str) -> str:
    """The page's Content-Security-Policy; the answer to the form redirects to the client's origin."""
    target = urlsplit(redirect_uri)
    return (
        f"default-src 'none'; style-src 'sha256-{_style_hash}'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {target.scheme}://{target.netloc}"
    )


def page(asked: AuthorizeRequest, client_name: str, cookie: str, error: str = "") -> str:
    """The sign-in page of a checked request."""
    fields = asked.model_dump(include=set(AuthorizeRequest.model_fields), exclude={"login_hint"})
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
        if value
    )
    alert = f'<p role="alert">{escape(error)}</p>' if error else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><main>'
        f"<h1>Sign in</h1><p>to {escape(client_name)}</p>{alert}"
        f'<form method="post" action="/api/auth/authorize">{hidden}'
        f'<input type="hidden" name="csrf" value="{proof(cookie)}">'
        '<label>Username<input name="username" autocomplete="username" required autofocus '
        f'value="{escape(asked.login_hint)}"></label>'
        '<label>Password<input name="password" type="password" autocomplete="current-password" required>'
        "</label><button>Sign in</button></form></main></body></html>"
    )


def problem_page(detail: str) -> str:
    """What a person sees when the client's request cannot be served."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head><body>'
        f"<main><h1>You cannot sign in this way</h1><p>{escape(detail)}</p></main></body></html>"
    )
