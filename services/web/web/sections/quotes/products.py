"""Products for the lines of a quote: by number, by words, and the options that fit a device."""

from collections.abc import Collection, Iterator
from typing import TypedDict

from web.api import catalog
from web.deals.finding import PRODUCTS, rows_like
from web.visit import Visit

COLUMNS = "id,number,name,kind,total_price"
FOR_SALE = {"active": "true", "sales_approved": "true", "engineering_approved": "true"}
AT_ONCE, MOST_GUESSES, MOST_OPTIONS = 100, 5, 1000


class Option(TypedDict):
    """An option for sale with the ids of the devices that it fits, none for any."""

    id: str
    number: str
    name: str
    price: catalog.Money | None
    fits: list[str]


async def found(visit: Visit, words: str, limit: int = 10) -> list[catalog.ProductsItem]:
    """Products for sale that the words find, the likeliest first."""
    asked = {"cols": COLUMNS, "active": "true"}
    if not words:
        return (await visit.api.get(catalog.list_products(), asked | {"limit": str(limit)}))["items"]
    return list(await rows_like(visit, catalog.list_products(), PRODUCTS, words, asked))[:limit]


async def numbered(visit: Visit, typed: Collection[str]) -> dict[str, str]:
    """Ids by what was typed: a product's number in any case, or words that only one product has."""
    wanted = sorted({text for text in typed if text})
    ids: dict[str, str] = {}
    for part in _parts([text for text in wanted if "," not in text]):
        asked = {
            "number": ",".join(sorted({*part, *map(str.upper, part)})),
            "limit": 200,
            "cols": "id,number",
        }
        rows = (await visit.api.get(catalog.list_products(), asked))["items"]
        by_number = {row["number"].upper(): row["id"] for row in rows}
        ids |= {text: by_number[text.upper()] for text in part if text.upper() in by_number}
    for text in [text for text in wanted if text not in ids][:MOST_GUESSES]:
        asked = {"q": text, "limit": "2", "cols": "id", "active": "true"}
        rows = (await visit.api.get(catalog.list_products(), asked))["items"]
        if len(rows) == 1:
            ids[text] = rows[0]["id"]
    return ids


async def fitting(visit: Visit, device_id: str) -> list[Option]:
    """Options that are sold with the device: those made for it, then those that go with any."""
    known = await visit.house.names.get("options", lambda: _options(visit))
    fits = [one for one in known if not one["fits"] or device_id in one["fits"]]
    return sorted(fits, key=lambda one: (not one["fits"], one["number"]))


async def _options(visit: Visit) -> list[Option]:
    """All of them, as far as anybody could choose from so many."""
    asked = FOR_SALE | {"limit": "200", "cols": "id,number,name,total_price,fits"}
    found: list[Option] = []
    while len(found) < MOST_OPTIONS:
        rows = await visit.api.get(catalog.list_options(), asked)
        found += [_option(row) for row in rows["items"]]
        if rows["next"] is None:
            break
        asked["cursor"] = rows["next"]
    return found


def _option(row: catalog.OptionsItem) -> Option:
    fits = [id for id in row["fits"].split(",") if id]
    return {
        "id": row["id"],
        "number": row["number"],
        "name": row["name"],
        "price": row["total_price"],
        "fits": fits,
    }


def _parts(texts: list[str]) -> Iterator[list[str]]:
    return (texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE))
