"""Who imports: a person with the role importer.

The administrator, whose secret lies in the state folder, makes that person; no demo company is needed.
"""

from client import ApiClient, RefusedByApi
from samples.venue import ADMINISTRATOR, Venue

USERNAME = "northwind-importer"


async def sign_in(api: ApiClient, venue: Venue) -> str:
    """Sign in as the importer, who is made first where there is none; returns the person's id."""
    secret = venue.secret("importer")
    try:
        await api.sign_in(USERNAME, secret)
    except RefusedByApi:
        async with ApiClient(venue.origin, via="import") as administrator:
            await administrator.sign_in(ADMINISTRATOR, venue.secret("administrator"))
            await _make(administrator, secret)
        await api.sign_in(USERNAME, secret)
    await api.let_in()
    return str((await api.read("/api/identity/me"))["person"]["id"])


async def _make(administrator: ApiClient, secret: str) -> None:
    """The person, or a new password for the one there is."""
    async for row in administrator.rows("/api/identity/people", username=USERNAME):
        path = f"/api/identity/people/{row['id']}/password"
        await administrator.put(path, {"password": secret}, version=row["version"])
        return
    asked = {"username": USERNAME, "name": "Northwind import", "roles": ["importer"], "password": secret}
    await administrator.post("/api/identity/people", asked)
