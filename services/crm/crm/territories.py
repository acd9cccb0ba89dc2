"""The territories that identity has opened: a party lies in one of them."""

from sqlalchemy import text

from chassis.errors import refused
from chassis.language import _
from chassis.work import Work
from contracts.identity import TerritoryOpened
from kernel.registers import Register

TERRITORIES = Register("territory_copy", TerritoryOpened, code="name")
IS_OPEN = text("SELECT true FROM territory_copy WHERE code = :name")


async def check_territory(work: Work, name: str) -> None:
    """Raise Refused, with what may be chosen, for a territory that nobody has opened."""
    if await work.scalar(IS_OPEN, {"name": name}):
        return
    opened = ", ".join(await TERRITORIES.entries(work))
    wrong = _("No territory is called %(name)s.", name=name)
    help = (
        _(
            "Choose one of: %(opened)s; or have an administrator open it, and try again in a moment.",
            opened=opened,
        )
        if opened
        else _("Have an administrator open it, and try again in a moment.")
    )
    raise refused(f"{wrong} {help}", "unknown-territory", "/territory")
