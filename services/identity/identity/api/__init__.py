"""Routes of identity, split by what they are about."""

from chassis.http import Router
from identity.api import company, issuer, machines, me, people, sign_in, signing, structure


def routers() -> list[Router]:
    """All routers; those with fixed paths come before those with ids."""
    return [
        me.router,
        people.router,
        *structure.routers,
        company.router,
        signing.router,
        machines.router,
        sign_in.router,
        issuer.router,
        issuer.well_known,
    ]
