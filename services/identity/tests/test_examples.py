"""Everything that identity says, by real commands, and that it looks as the golden examples promise."""

import contracts.identity
from chassis.testing import unlike_their_examples

PEOPLE = "/api/identity/people"


async def test_every_event_of_identity_is_said_and_looks_like_its_example(office):
    team = (await office.admin("POST", "/api/identity/teams", {"name": "Every event"})).json()
    at = f"/api/identity/teams/{team['id']}"
    await office.admin("PATCH", at, {"department": "Sales"}, **version(team))
    await office.admin("POST", "/api/identity/territories", {"name": "Norway"})
    profile = (await office.admin("GET", "/api/identity/company")).json()
    issued = {"legal_name": "Every Event AS", "address": {"country": "Norway"}, "foot": ["Line"]}
    await office.admin("PUT", "/api/identity/company", issued, **version(profile))
    person = await office.join("every.event", "seller", team_id=team["id"])
    await office.sign_in("every.event")
    path = f"{PEOPLE}/{person['id']}"
    for method, step, body in (
        ("PATCH", "", {"name": "Any Event", "territories": ["Norway"]}),
        ("PATCH", "", {"language": "de"}),
        ("POST", "/grant-role", {"role": "manager"}),
        ("POST", "/revoke-role", {"role": "manager"}),
        ("POST", "/leave", None),
        ("POST", "/erase", None),
    ):
        known = (await office.admin("GET", path)).json()
        answer = await office.admin(method, path + step, body, **version(known))
        assert answer.status_code < 300, answer.text
    await office.stage.settled()
    assert await unlike_their_examples(office.stage, contracts.identity) == []


def version(document):
    """The header that says which version is meant."""
    return {"If_Match": f'"v{document["version"]}"'}
