"""What routes take from the running app: the sign-in object, and where the request came from."""

from typing import Annotated

from fastapi import Depends, Request

from identity.passwords import Passwords
from identity.sign_in import SignIn


def _sign_in(request: Request) -> SignIn:
    sign_in: SignIn = request.app.state.sign_in
    return sign_in


def _passwords(request: Request) -> Passwords:
    return _sign_in(request).passwords


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


TheSignIn = Annotated[SignIn, Depends(_sign_in)]
ThePasswords = Annotated[Passwords, Depends(_passwords)]
Address = Annotated[str, Depends(_address)]
