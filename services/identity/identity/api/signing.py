"""Routes about the issuer's signing keys."""

from chassis.http import Router
from chassis.work import Work
from identity import keys
from identity.api.context import TheSignIn
from identity.commands import signing
from identity.reach import MANAGE
from identity.schemas import KeyView, NewKey

router = Router(prefix="/api/identity/signing-keys", tag="identity")


@router.query("", permission=MANAGE)
async def read_signing_keys(work: Work) -> list[KeyView]:
    """All signing keys, the newest first."""
    return await keys.listed(work)


@router.command("POST", "/rotate", permission=MANAGE, status=201)
async def rotate_signing_key(work: Work, sign_in: TheSignIn) -> NewKey:
    """Sign with a new key from now on; the replaced one stays published for a day."""
    kid = await signing.rotate_key(work)
    work.afterwards.append(sign_in.signer.forget)
    return NewKey(kid=kid)


@router.command("POST", "/{kid}/revoke", permission=MANAGE)
async def revoke_signing_key(work: Work, kid: str, sign_in: TheSignIn) -> list[KeyView]:
    """Take a key back, as after a theft: within two minutes no service takes a token of it."""
    await signing.revoke_key(work, kid)
    work.afterwards.append(sign_in.signer.forget)
    return await keys.listed(work)
