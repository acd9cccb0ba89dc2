"""What routes take from the running app and the request, before their unit of work begins.

Hashing is among it: it takes long and a lot of memory, and nobody holds a connection meanwhile.
"""

from typing import Annotated

from fastapi import Depends, Request

from chassis.errors import Malformed
from chassis.http import SCOPE_KEY, client_address
from chassis.language import _
from chassis.work import Caller
from identity.oauth import Denied
from identity.schemas import JoinPerson, NewPassword, OwnPassword
from identity.sign_in import SignIn


def _sign_in(request: Request) -> SignIn:
    sign_in: SignIn = request.app.state.sign_in
    return sign_in


def _address(request: Request) -> str:
    return client_address(request, _sign_in(request).settings.gateway_secret.get_secret_value())


TheSignIn = Annotated[SignIn, Depends(_sign_in)]
Address = Annotated[str, Depends(_address)]


async def _first(body: JoinPerson, sign_in: TheSignIn) -> str | None:
    return await sign_in.passwords.hash(body.password.get_secret_value()) if body.password else None


async def _another(body: NewPassword, sign_in: TheSignIn) -> str:
    return await sign_in.passwords.hash(body.password.get_secret_value())


async def _own(request: Request, body: OwnPassword, sign_in: TheSignIn) -> str:
    caller: Caller = request.scope[SCOPE_KEY]
    try:
        await sign_in.prove(caller.person_id, body.current.get_secret_value())
    except Denied:
        raise Malformed(_("The present password is wrong."), slug="wrong-password") from None
    return await sign_in.passwords.hash(body.password.get_secret_value())


FirstHash = Annotated[str | None, Depends(_first)]
AnotherHash = Annotated[str, Depends(_another)]
OwnHash = Annotated[str, Depends(_own)]
