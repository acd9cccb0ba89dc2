"""All copies of a service as one group of projections."""

from typing import Protocol

from chassis.inbound import Projections, joined


class Copied(Protocol):
    """A copy or the copy of a register."""

    @property
    def projections(self) -> Projections: ...


def remembered(*copies: Copied) -> Projections:
    """The projections of these copies; the service adds its own."""
    return joined(*(copy.projections for copy in copies))
