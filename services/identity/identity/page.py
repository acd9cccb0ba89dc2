"""The sign-in page: one form, no script, nothing loaded from elsewhere. Pure.

The form proves that it is ours by a cookie of which it carries the digest (double submit).
"""

import base64
import hashlib
import secrets
from html import escape
from urllib.parse import urlsplit

from chassis.language import _, spoken
from identity.protocol import AuthorizeRequest

COOKIE = "saleswire_sign_in"
STYLE = """
:root {
  color-scheme: light dark; font: 14px/20px Inter, system-ui, sans-serif;
  --bg: light-dark(#f7f8f9, #0b0c0e); --panel: light-dark(#fff, #16181c);
  --line: light-dark(#e4e6ea, #282b31);
  --strong: light-dark(#868d98, #737b87); --text: light-dark(#16191d, #eceef1);
  --muted: light-dark(#5b6370, #9aa2ae); --accent: light-dark(#3b5bdb, #8aa4ff);
  --on-accent: light-dark(#fff, #0b1020); --bad: light-dark(#b42318, #ff8f84);
}
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: var(--bg); color: var(--text);
}
main {
  box-sizing: border-box; width: min(360px, 92vw); padding: 32px; background: var(--panel);
  border: 1px solid var(--line); border-radius: 12px;
}
svg { width: 36px; height: 36px; display: block; margin-bottom: 16px; }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600; }
p { margin: 4px 0 0; color: var(--muted); }
label { display: block; margin-top: 16px; font-size: 12px; font-weight: 500; color: var(--muted); }
input {
  box-sizing: border-box; width: 100%; min-height: 36px; margin-top: 4px; padding: 6px 10px; font: inherit;
  font-size: 14px; color: var(--text); background: var(--panel);
  border: 1px solid var(--strong); border-radius: 6px;
}
button {
  margin-top: 24px; width: 100%; min-height: 36px; font: inherit; font-weight: 500; color: var(--on-accent);
  background: var(--accent); border: 0; border-radius: 6px; cursor: pointer;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[role=alert] { margin-top: 16px; color: var(--bad); }
"""
LOGO = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6" fill="#3b5bdb"/>'
    '<path d="M5 15c2.5 0 2.5-6 5-6s2.5 6 5 6 2.5-4 4-6" fill="none" stroke="#fff" stroke-width="2.2" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
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
    sign_in = _("Sign in")
    alert = f'<p role="alert">{escape(error)}</p>' if error else ""
    return (
        f'<!doctype html><html lang="{spoken()}"><head><meta charset="utf-8"><title>{sign_in}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><main>'
        f"{LOGO}<h1>{sign_in}</h1><p>{escape(_('to %(client)s', client=client_name))}</p>{alert}"
        f'<form method="post" action="/api/auth/authorize">{hidden}'
        f'<input type="hidden" name="csrf" value="{proof(cookie)}">'
        f'<label>{_("Username")}<input name="username" autocomplete="username" required autofocus '
        f'value="{escape(asked.login_hint)}"></label>'
        f'<label>{_("Password")}<input name="password" type="password" autocomplete="current-password" '
        f"required></label><button>{sign_in}</button></form></main></body></html>"
    )


def problem_page(detail: str) -> str:
    """What a person sees when the client's request cannot be served."""
    return _plain(_("You cannot sign in this way"), detail)


def signed_out_page(*, ended: bool) -> str:
    """What a person sees who signed out and goes nowhere else."""
    if ended:
        return _plain(_("You are signed out"), _("You can close this window."))
    return _plain(
        _("Nobody was signed out"),
        _("The request named no sign-in of ours. Sign out in the program itself."),
    )


def _plain(title: str, detail: str) -> str:
    return (
        f'<!doctype html><html lang="{spoken()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(detail)}</p></main></body></html>"
    )
