"""Routes about oneself: who am I, preferences, one's team's, password, sign out everywhere."""

from chassis.http import SIGNED_IN, Router
from chassis.work import Work
from identity import queries
from identity.api.context import OwnHash
from identity.commands import people, preferences
from identity.models import Person
from identity.reach import MANAGE
from identity.schemas import (
    ChooseSettings,
    Ended,
    Giving,
    Me,
    PersonView,
    Preference,
    PreferenceKey,
    SetPreference,
)

router = Router(prefix="/api/identity", tag="identity")


@router.query("/me", permission=SIGNED_IN)
async def read_me(work: Work) -> Me:
    """Who is signed in, their roles, and every permission with its scope."""
    return await queries.me(work)


@router.command("PATCH", "/me", permission=SIGNED_IN, of=Person, current=queries.oneself)
async def choose_own_settings(work: Work, body: ChooseSettings) -> PersonView:
    """Choose the language that one reads and the time zone that one lives in."""
    assert work.actor is not None
    return await queries.shown(work, await people.choose_own_settings(work, work.actor, body))


@router.query("/me/giving", permission=MANAGE)
async def read_giving(work: Work) -> Giving:
    """The roles, teams and territories that one may give to people whom one manages."""
    return await queries.giving(work)


@router.command("POST", "/me/password", permission=SIGNED_IN, idempotent=False)
async def change_own_password(work: Work, hashed: OwnHash) -> PersonView:
    """Change one's own password; all one's sign-ins end, this one too."""
    assert work.actor is not None
    return await queries.shown(work, await people.change_own_password(work, work.actor, hashed))


@router.command("POST", "/me/sign-out", permission=SIGNED_IN, idempotent=False)
async def sign_out_everywhere(work: Work) -> Ended:
    """End all one's sign-ins, this one too."""
    assert work.actor is not None
    return Ended(sessions=await people.sign_out_everywhere(work, work.actor))


@router.query("/preferences", permission=SIGNED_IN)
async def read_preferences(work: Work) -> list[Preference]:
    """All one's preferences."""
    return await queries.preferences(work)


@router.query("/preferences/{key}", permission=SIGNED_IN)
async def read_preference(work: Work, key: PreferenceKey) -> Preference:
    """One of one's preferences."""
    return await queries.one_preference(work, key)


@router.command("PUT", "/preferences/{key}", permission=SIGNED_IN)
async def set_preference(work: Work, key: PreferenceKey, body: SetPreference) -> Preference:
    """Keep a JSON value under a key of one's own; the last one to save wins."""
    return await preferences.set_preference(work, preferences.own(work), key, body.value)


@router.command("DELETE", "/preferences/{key}", permission=SIGNED_IN, status=204)
async def remove_preference(work: Work, key: PreferenceKey) -> None:
    """Forget a preference."""
    await preferences.remove_preference(work, preferences.own(work), key)


@router.query("/team-preferences", permission=SIGNED_IN)
async def read_team_preferences(work: Work) -> list[Preference]:
    """All that one's team shares; nothing for who is in no team."""
    return await queries.team_preferences(work)


@router.query("/team-preferences/{key}", permission=SIGNED_IN)
async def read_team_preference(work: Work, key: PreferenceKey) -> Preference:
    """One of the preferences that one's team shares."""
    return await queries.one_team_preference(work, key)


@router.command("PUT", "/team-preferences/{key}", permission="identity.arrange")
async def set_team_preference(work: Work, key: PreferenceKey, body: SetPreference) -> Preference:
    """Keep a JSON value under a key for all of one's team; the last one to save wins."""
    return await preferences.set_preference(work, await preferences.teams(work), key, body.value)


@router.command("DELETE", "/team-preferences/{key}", permission="identity.arrange", status=204)
async def remove_team_preference(work: Work, key: PreferenceKey) -> None:
    """Forget a preference of one's team."""
    await preferences.remove_preference(work, await preferences.teams(work), key)
