"""Routes of the register of units of measure: everybody may read it, who keeps the catalog keeps it."""

from typing import Annotated

from fastapi import Path
from pydantic import Field

from catalog import commands, queries
from catalog.schemas import DefineUnit, UnitView
from chassis.http import SIGNED_IN, Router
from chassis.work import Work

Code = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9]{0,11}$"), Path()]
router = Router(prefix="/api/catalog/units", tag="units")


@router.query("", permission=SIGNED_IN)
async def read_units(work: Work) -> list[UnitView]:
    """All units of measure."""
    return await queries.units(work)


@router.command("PUT", "/{unit}", permission="catalog.write")
async def define_unit(work: Work, unit: Code, body: DefineUnit) -> list[UnitView]:
    """Define a unit, or how many decimals new quantities in it have; documents keep theirs."""
    await commands.define_unit(work, unit, body.name, body.decimals)
    return await queries.units(work)
