"""The first start: customary units of measure, and those of products from before there was a register."""

from sqlalchemy import exists, select

from catalog.commands import define_unit
from catalog.models import product_table
from catalog.units import unit_table
from chassis.service import Service
from chassis.work import Work, seeded
from contracts.units import CUSTOMARY, MOST


async def first_start(service: Service) -> None:
    """Before the first request; a register that has entries stays as it is."""
    await seeded(service.database, seed)


async def seed(work: Work) -> None:
    """Define what is customary; any other unit in use keeps all decimals that it could have."""
    if (await work.execute(select(exists(select(unit_table.c.id))))).scalar_one():
        return
    used = (await work.execute(select(product_table.c.unit).distinct())).scalars()
    known = CUSTOMARY | {unit: (MOST, unit) for unit in used if unit not in CUSTOMARY}
    for unit, (decimals, name) in sorted(known.items()):
        await define_unit(work, unit, name, decimals)
