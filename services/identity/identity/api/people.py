"""Routes about people."""

from uuid import UUID

from chassis.http import Router
from chassis.lists import listing
from chassis.work import Work
from identity import queries
from identity.api.context import AnotherHash, FirstHash
from identity.commands import people
from identity.models import Person
from identity.reach import MANAGE
from identity.schemas import ChangePerson, Ended, JoinPerson, NamedRole, PersonView

router = Router(prefix="/api/identity/people", tag="identity")


listing(router, "", spec=queries.PEOPLE, permission="identity.read")


@router.command("POST", "", permission=MANAGE, creates=True, status=201)
async def join_person(work: Work, body: JoinPerson, hashed: FirstHash) -> PersonView:
    """Let somebody begin to work here."""
    return await queries.shown(work, await people.join_person(work, body, hashed))


@router.query("/{person_id}", permission="identity.read")
async def read_person(work: Work, person_id: UUID) -> PersonView:
    """One person."""
    return await queries.person(work, person_id)


@router.command("PATCH", "/{person_id}", permission=MANAGE, of=Person, current=queries.person)
async def change_person(work: Work, person_id: UUID, body: ChangePerson) -> PersonView:
    """Change names, language, team or territories."""
    return await queries.shown(work, await people.change_person(work, person_id, body))


@router.command("POST", "/{person_id}/grant-role", permission=MANAGE, of=Person, current=queries.person)
async def grant_role(work: Work, person_id: UUID, body: NamedRole) -> PersonView:
    """Give somebody else a role; nobody can give what they do not hold themselves."""
    return await queries.shown(work, await people.grant_role(work, person_id, body.role))


@router.command("POST", "/{person_id}/revoke-role", permission=MANAGE, of=Person, current=queries.person)
async def revoke_role(work: Work, person_id: UUID, body: NamedRole) -> PersonView:
    """Take a role away; it is refused everywhere within seconds."""
    return await queries.shown(work, await people.revoke_role(work, person_id, body.role))


@router.command("POST", "/{person_id}/leave", permission=MANAGE, of=Person, current=queries.person)
async def leave(work: Work, person_id: UUID) -> PersonView:
    """The person stops working here; names stay on what was done."""
    return await queries.shown(work, await people.leave(work, person_id))


@router.command("POST", "/{person_id}/erase", permission=MANAGE, of=Person, current=queries.person)
async def erase(work: Work, person_id: UUID) -> PersonView:
    """Forget how somebody who left was called, here and in every service."""
    return await queries.shown(work, await people.erase(work, person_id))


@router.command("PUT", "/{person_id}/password", permission=MANAGE, of=Person, current=queries.person)
async def set_password(work: Work, person_id: UUID, hashed: AnotherHash) -> PersonView:
    """Give the person another password; all their sign-ins end."""
    return await queries.shown(work, await people.set_password(work, person_id, hashed))


@router.command("POST", "/{person_id}/sign-out", permission=MANAGE, if_match=False)
async def sign_out_person(work: Work, person_id: UUID) -> Ended:
    """End all sign-ins of the person."""
    return Ended(sessions=await people.sign_out_person(work, person_id))
