"""What is offered while somebody types: clients, distributors, colleagues, products, a few rows each."""

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.gateway import ApiProblem
from web.pages.quotes import products
from web.rendering import fragment, money
from web.visit import SignedIn, Visit

FOUND = 10
PARTIES = {
    "client": ("/api/crm/clients", "id,number,name,city,country"),
    "distributor": ("/api/crm/distributors", "id,number,name,city,country"),
    "owner": ("/api/identity/people", "id,username,name"),
}
router = APIRouter()
Json = dict[str, Any]


@router.get("/find/{what}")
async def find(visit: SignedIn, what: str, q: str = "") -> Response:
    """Rows that fit the words, best first, for a list box."""
    if what == "product":
        hits = [_product(row) for row in await products.found(visit, q.strip(), FOUND)]
    elif what in PARTIES:
        hits = [_party(row) for row in await parties(visit, what, q.strip())]
    else:
        raise HTTPException(404)
    return fragment(visit, "pages/quotes/found.html", hits=hits, q=q)


@router.get("/find/contacts/{client_id}")
async def contacts(visit: SignedIn, client_id: str) -> Response:
    """The contacts of a client, as options of a select."""
    found = await visit.api.find(f"/api/crm/clients/{client_id}/contacts")
    return fragment(visit, "pages/quotes/contacts.html", contacts=found or [], chosen="")


async def parties(visit: Visit, what: str, words: str) -> list[Json]:
    """Clients, distributors or colleagues whose name or number holds the words."""
    api, columns = PARTIES[what]
    asked = {"limit": FOUND, "cols": columns} | ({"q": words} if words else {})
    return list((await visit.api.get(api, asked))["items"])


async def resolved(visit: Visit, what: str, words: str) -> list[Json]:
    """The one that is meant by what was typed, or those it could be."""
    try:
        rows = await parties(visit, what, words)
    except ApiProblem:
        return []
    same = [row for row in rows if words.casefold() in (row["name"].casefold(), _number(row).casefold())]
    return same if len(same) == 1 else rows


def _number(row: Json) -> str:
    return str(row.get("number") or row.get("username") or "")


def _party(row: Json) -> Json:
    about = " · ".join(str(row[key]) for key in ("number", "username", "city") if row.get(key))
    return {"id": row["id"], "text": row["name"], "name": row["name"], "about": about}


def _product(row: Json) -> Json:
    about = f"{row['number']} · {money(row['total_price'])}" if row.get("total_price") else row["number"]
    return {"id": row["id"], "text": row["number"], "name": row["name"], "about": about}
