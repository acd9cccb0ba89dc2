"""From what people type to the client or distributor that is meant."""

from collections.abc import Mapping

from chassis.language import N_, _
from web.api import crm
from web.api.operation import Get
from web.visit import Visit

LISTS: Mapping[str, Get[crm.ClientsPage | crm.DistributorsPage]] = {
    "client": crm.list_clients(),
    "distributor": crm.list_distributors(),
}

SEVERAL = {
    "client": N_("“%(text)s” names several clients. Choose one of the list."),
    "distributor": N_("“%(text)s” names several distributors. Choose one of the list."),
}
NOTHING = {
    "client": N_("There is no client “%(text)s”. Choose one of the list."),
    "distributor": N_("There is no distributor “%(text)s”. Choose one of the list."),
}


def number_of(text: str) -> str:
    """The number that a chosen entry begins with: ``C-000001`` of ``C-000001 Baltic Dairy``."""
    return (text.split() or [""])[0].upper()


async def party(visit: Visit, kind: str, text: str) -> tuple[str | None, str]:
    """Id of the client or distributor that a text names, or None and what to do about it."""
    if not text:
        return None, _("Choose a client.") if kind == "client" else ""
    path = LISTS[kind]
    asked = {"number": number_of(text), "cols": "id,number,name", "limit": 1}
    page = await visit.api.find(path, asked)
    if not (page and page["items"]):
        page = await visit.api.find(path, {"q": text, "cols": "id,number,name", "limit": 2})
    found = page["items"] if page else []
    if len(found) == 1:
        return str(found[0]["id"]), ""
    several, nothing = SEVERAL[kind], NOTHING[kind]
    return None, _(several if found else nothing, text=text)
