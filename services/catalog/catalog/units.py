"""The register of units of measure: with how many decimals quantities of products are counted."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Column, Integer, Table, Text

from catalog.models import metadata
from chassis.work import Aggregate, aggregate_columns
from contracts.catalog import UNIT, UnitDefined
from contracts.event import Stream

unit_table = Table(
    "unit",
    metadata,
    *aggregate_columns(),
    Column("unit", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("decimals", Integer, nullable=False),
)


@dataclass(kw_only=True)
class Unit(Aggregate):
    """A unit; its id is made of its code."""

    stream: ClassVar[Stream] = UNIT
    table: ClassVar[Table] = unit_table

    unit: str
    name: str = ""
    decimals: int = 0

    def define(self, name: str, decimals: int) -> UnitDefined | None:
        """From now on new quantities have so many decimals; None when they do already."""
        if self.version and (self.name, self.decimals) == (name, decimals):
            return None
        self.name, self.decimals = name, decimals
        return UnitDefined(unit_id=self.id, unit=self.unit, name=name, decimals=decimals)
