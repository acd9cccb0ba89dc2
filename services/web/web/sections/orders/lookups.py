"""From what people type to the records that are meant: products, and entries that fit."""

from collections.abc import Mapping, Sequence

from web.api import catalog, crm
from web.deals import finding
from web.deals.finding import rows_like
from web.deals.parties import LISTS, number_of
from web.sections.orders import fields
from web.visit import Visit

KINDS = {"client": finding.CLIENTS, "distributor": finding.DISTRIBUTORS, "product": finding.PRODUCTS}
Suggestion = crm.ClientsItem | crm.DistributorsItem | catalog.ProductsItem


async def products(visit: Visit, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Ids by number of the products that lines name, and what is wrong with which line."""
    named = {row: number_of(values[f"lines/{row}/product"]) for row in fields.rows_of(values)}
    if not named:
        return {}, {}
    asked = {"number": ",".join(sorted(set(named.values()))), "cols": "id,number", "limit": 200}
    page = await visit.api.get(catalog.list_products(), asked)
    known = {row["number"].upper(): row["id"] for row in page["items"]}
    errors = {f"lines/{row}/product_id": f"There is no product {number}. Choose one of the list."
              for row, number in named.items() if number not in known}  # fmt: skip
    return known, errors


async def suggestions(visit: Visit, kind: str, words: str) -> Sequence[Suggestion]:
    """Entries that what was typed so far finds."""
    if not words or kind not in KINDS:
        return []
    columns = "id,number,name,kind,total_price" if kind == "product" else "id,number,name,city"
    listed = LISTS.get(kind, catalog.list_products())
    return await rows_like(visit, listed, KINDS[kind], words, {"cols": columns})
