"""Who imports: a person with the role importer.

The administrator, whose secret lies in the state folder, makes that person; no demo company is needed.
"""

import asyncio

from saleswire.api_client import LISTS, ApiClient, RefusedByApi, Unreachable
from saleswire.passwords import password
from saleswire.places import Place

USERNAME = "northwind-importer"
PATIENCE = 60  # seconds in which every service must have heard of the person


async def sign_in(api: ApiClient, place: Place, address: str) -> str:
    """Sign in as the importer, who is made first where there is none; returns the person's id."""
    secret = password(place.state, "importer")
    try:
        await api.sign_in(USERNAME, secret)
    except RefusedByApi:
        async with ApiClient(address, via="import") as administrator:
            await administrator.sign_in("admin", password(place.state, "administrator"))
            await _make(administrator, secret)
        await api.sign_in(USERNAME, secret)
    for path in LISTS:
        await _let_in(api, path)
    return str((await api.get("/api/identity/me")).body["person"]["id"])


async def _make(administrator: ApiClient, secret: str) -> None:
    """The person, or a new password for the one there is."""
    async for row in administrator.rows("/api/identity/people", username=USERNAME):
        path = f"/api/identity/people/{row['id']}/password"
        await administrator.put(path, {"password": secret}, version=row["version"])
        return
    asked = {"username": USERNAME, "name": "Northwind import", "roles": ["importer"], "password": secret}
    await administrator.post("/api/identity/people", asked)


async def _let_in(api: ApiClient, path: str) -> None:
    """Ask until the service has heard of the person."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while True:
        try:
            await api.get(path)
            return
        except RefusedByApi as refused:
            if refused.status != 403:
                raise
            if clock() > end:
                raise Unreachable(f"{path} does not know {USERNAME}: {refused}") from refused
        await asyncio.sleep(0.1)
