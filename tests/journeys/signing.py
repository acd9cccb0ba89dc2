"""Tokens that the stack's own issuer could have made: the real key, and whatever claims a test wants."""

from stack import Company

from chassis.testing import LocalIssuer
from chassis.work import Database
from identity.keys import Signer
from identity.settings import Settings as IdentitySettings
from saleswire.passwords import password


def identity_settings(company: Company) -> IdentitySettings:
    """identity's settings as its process has them."""
    return IdentitySettings.model_validate(
        {
            "database_url": company.urls["identity"],
            "issuer": company.origin,
            "key_secret": password(company.place.state, "keys"),
        }
    )


async def signed_by(company: Company) -> LocalIssuer:
    """An issuer that holds the real signing key."""
    settings = identity_settings(company)
    database = Database(settings)
    key = await Signer(database, settings).key()
    await database.stop()
    issuer = LocalIssuer(str(key.kid))
    issuer.key = key
    return issuer
