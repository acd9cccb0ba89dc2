"""What is offered while somebody types: clients, distributors, colleagues, products, a few rows each."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.api import crm, identity
from web.api.operation import Get
from web.deals import finding
from web.deals.finding import Pick, rows_like
from web.gateway import ApiProblem
from web.rendering import fragment
from web.sections.quotes import products
from web.visit import SignedIn, Visit

FOUND = 10
Found = crm.ClientsItem | crm.DistributorsItem | identity.PeopleItem
Page = crm.ClientsPage | crm.DistributorsPage | identity.PeoplePage
PARTIES: Mapping[str, tuple[Get[Page], str]] = {
    "client": (crm.list_clients(), "id,number,name,city,country"),
    "distributor": (crm.list_distributors(), "id,number,name,city,country"),
    "owner": (identity.list_people(), "id,username,name"),
}
ONLY = {"owner": {"active": "true", "machine": "false"}}
KINDS = {"client": finding.CLIENTS, "distributor": finding.DISTRIBUTORS}
router = APIRouter()


@router.get("/find/{what}")
async def find(visit: SignedIn, what: str, q: str = "") -> Response:
    """Rows that fit the words, best first, for a list box."""
    if what == "product":
        hits = [finding.pick_product(row) for row in await products.found(visit, q.strip(), FOUND)]
    elif what in PARTIES:
        hits = [_party(row) for row in await likely(visit, what, q.strip())]
    else:
        raise HTTPException(404)
    return fragment(visit, "deals/picks.html", hits=hits, q=q)


@router.get("/find/contacts/{client_id}")
async def contacts(visit: SignedIn, client_id: str) -> Response:
    """The contacts of a client, as options of a select."""
    found = await visit.api.find(crm.list_contacts_of_client(client_id))
    return fragment(visit, "sections/quotes/contacts.html", contacts=found or [], chosen="")


async def likely(visit: Visit, what: str, words: str) -> Sequence[Found]:
    """Clients, distributors or colleagues that the words find, also by close spellings, to choose from."""
    if not words or what not in KINDS:
        return await _holding(visit, what, words)
    listed, columns = PARTIES[what]
    return await rows_like(visit, listed, KINDS[what], words, {"cols": columns})


async def nearly(visit: Visit, what: str, words: str) -> Sequence[Found]:
    """The same for a page that goes on without them where the search does not answer."""
    try:
        return await likely(visit, what, words)
    except ApiProblem:
        return []


async def _holding(visit: Visit, what: str, words: str) -> Sequence[Found]:
    listed, columns = PARTIES[what]
    asked = {"limit": FOUND, "cols": columns, **ONLY.get(what, {})} | ({"q": words} if words else {})
    return (await visit.api.get(listed, asked))["items"]


async def resolved(visit: Visit, what: str, words: str) -> Sequence[Found]:
    """The one that is meant by what was typed, or those it could be: nobody is meant by a close spelling."""
    try:
        rows = await _holding(visit, what, words)
    except ApiProblem:
        return []
    same = [row for row in rows if words.casefold() in (row["name"].casefold(), _number(row).casefold())]
    return same if len(same) == 1 else rows


def _number(row: Found) -> str:
    return str(row.get("number") or row.get("username") or "")


def _party(row: Found) -> Pick:
    about = " · ".join(str(each) for each in (_number(row), row.get("city")) if each)
    return Pick(row["id"], row["name"], row["name"], about)
