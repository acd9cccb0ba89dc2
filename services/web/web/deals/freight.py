"""How freight may be taxed, for the form of a document that chooses it."""

from chassis.language import _
from web.api import billing
from web.gateway import ApiProblem
from web.registers import in_force
from web.visit import Visit


async def choices(visit: Visit, chosen: str, *, new: bool) -> list[tuple[str, str]]:
    """Id and name of each treatment that a document may choose, for a field.

    A new document begins with the default; one that is there keeps what it has, which may be withdrawn, or no
    entry at all where there was no register yet. So does any while the register cannot be read.
    """
    try:
        entries = await in_force(visit, billing.list_tax_treatments())
        options = [(entry["id"], entry["name"]) for entry in entries]
        if new:
            default = next((entry["name"] for entry in entries if entry["is_default"]), _("With the goods"))
            return [("", f"{default} (default)"), *options]
        return options if chosen in dict(options) else [await _held(visit, chosen), *options]
    except ApiProblem:
        return [(chosen, _("As it was") if chosen else _("The default"))]


async def holds(visit: Visit, chosen: str) -> bool:
    """Whether a new document may choose this treatment; yes where the register cannot be read."""
    try:
        entries = await in_force(visit, billing.list_tax_treatments())
    except ApiProblem:
        return True
    return not entries or chosen in {entry["id"] for entry in entries}


async def _held(visit: Visit, chosen: str) -> tuple[str, str]:
    """What a document has that cannot be chosen any more."""
    if not chosen:
        return "", _("As it was: with the goods")
    held = await visit.api.get(billing.read_treatment(chosen))
    return chosen, f"{held['name']} (withdrawn)"
