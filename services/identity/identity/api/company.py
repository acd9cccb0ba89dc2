"""Routes of the company's profile: everybody who knows colleagues reads it, administrators keep it."""

from chassis.http import Router
from chassis.work import Work
from identity import queries
from identity.commands import company as commands
from identity.company import Company
from identity.company_schemas import IssueProfile, ProfileView

router = Router(prefix="/api/identity/company", tag="company")


@router.query("", permission="identity.read")
async def read_profile(work: Work) -> ProfileView:
    """What papers say of the company."""
    return await queries.profile(work)


@router.command("PUT", "", permission="identity.manage", of=Company, current=queries.profile)
async def issue_profile(work: Work, body: IssueProfile) -> ProfileView:
    """Issue the profile anew, whole: papers that are printed from now on say so."""
    return ProfileView.model_validate(await commands.issue_profile(work, body))
