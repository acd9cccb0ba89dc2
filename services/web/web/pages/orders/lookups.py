"""From what people type to the records that are meant: clients, distributors, products."""

from collections.abc import Mapping
from typing import Any

from web.pages.orders import fields
from web.visit import Visit

LISTS = {"client": "/api/crm/clients", "distributor": "/api/crm/distributors"}


async def party(visit: Visit, kind: str, text: str) -> tuple[str | None, str]:
    """Id of the client or distributor that a text names, or None and what to do about it."""
    if not text:
        return None, f"Choose a {kind}." if kind == "client" else ""
    path = LISTS[kind]
    asked = {"number": fields.number_of(text), "cols": "id,number,name", "limit": 1}
    page = await visit.api.find(path, asked)
    if not (page and page["items"]):
        page = await visit.api.find(path, {"q": text, "cols": "id,number,name", "limit": 2})
    found = page["items"] if page else []
    if len(found) == 1:
        return str(found[0]["id"]), ""
    several = f"“{text}” names several {kind}s. Choose one of the list."
    return None, several if found else f"There is no {kind} “{text}”. Choose one of the list."


async def products(visit: Visit, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Ids by number of the products that lines name, and what is wrong with which line."""
    named = {row: fields.number_of(values[f"lines/{row}/product"]) for row in fields.rows_of(values)}
    if not named:
        return {}, {}
    asked = {"number": ",".join(sorted(set(named.values()))), "cols": "id,number", "limit": 200}
    page = await visit.api.get("/api/catalog/products", asked)
    known = {row["number"].upper(): row["id"] for row in page["items"]}
    errors = {f"lines/{row}/product_id": f"There is no product {number}. Choose one of the list."
              for row, number in named.items() if number not in known}  # fmt: skip
    return known, errors


async def suggestions(visit: Visit, kind: str, words: str) -> list[dict[str, Any]]:
    """Entries of a list that fit what was typed so far."""
    columns = "number,name,kind,total_price" if kind == "product" else "number,name,city"
    asked = {"q": words, "limit": 12, "cols": columns}
    page = await visit.api.find(LISTS.get(kind, "/api/catalog/products"), asked)
    return list(page["items"]) if page else []
