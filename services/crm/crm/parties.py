"""Finding one party within the caller's reach, among the clients or among the distributors."""

from uuid import UUID

from chassis.errors import NotFound
from chassis.language import _, stated
from chassis.work import Work, peek
from crm.models import Party


async def find_party(work: Work, id: UUID, *, distributor: bool) -> Party:
    """The party, not locked; raises NotFound when absent, out of reach, or of the other sort."""
    party = await peek(work, Party, id)
    if party is None:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(_sort(distributor)), id=id))
    await work.reach(*party.belongs_to(), _sort(distributor))
    return must_be(party, distributor=distributor)


def must_be(party: Party, *, distributor: bool) -> Party:
    """The party itself; raises NotFound when it stands on the other list."""
    if party.is_distributor() is not distributor:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(_sort(distributor)), id=party.id))
    return party


def _sort(distributor: bool) -> str:
    return "distributor" if distributor else "client"
