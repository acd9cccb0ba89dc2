"""From what people type to the records that are meant: products, and entries that fit."""

from collections.abc import Mapping

from chassis.language import _
from web.api import catalog, crm
from web.deals import finding
from web.deals.finding import Pick, pick_product, rows_like
from web.deals.parties import LISTS, number_of
from web.sections.orders import fields
from web.visit import Visit

KINDS = {"client": finding.CLIENTS, "distributor": finding.DISTRIBUTORS}


async def products(visit: Visit, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Ids by number of the products that lines name, and what is wrong with which line."""
    named = {row: number_of(values[f"lines/{row}/product"]) for row in fields.rows_of(values)}
    if not named:
        return {}, {}
    asked = {"number": ",".join(sorted(set(named.values()))), "cols": "id,number", "limit": 200}
    page = await visit.api.get(catalog.list_products(), asked)
    known = {row["number"].upper(): row["id"] for row in page["items"]}
    errors = {
        f"lines/{row}/product_id": _("There is no product %(number)s. Choose one of the list.", number=number)
        for row, number in named.items()
        if number not in known
    }
    return known, errors


async def suggestions(visit: Visit, kind: str, words: str) -> list[Pick]:
    """Entries that what was typed so far finds."""
    if words and kind == "product":
        asked = {"cols": "id,number,name,kind,total_price"}
        products = await rows_like(visit, catalog.list_products(), finding.PRODUCTS, words, asked)
        return [pick_product(row, with_name=True) for row in products]
    if not words or kind not in KINDS:
        return []
    parties = await rows_like(visit, LISTS[kind], KINDS[kind], words, {"cols": "id,number,name,city"})
    return [_party(row) for row in parties]


def _party(row: crm.ClientsItem | crm.DistributorsItem) -> Pick:
    about = " · ".join(part for part in (row["number"], row.get("city")) if part)
    return Pick(row["id"], f"{row['number']} {row['name']}", row["name"], about)
