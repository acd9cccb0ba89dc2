"""Copies of others' facts: the currencies that the company uses. Replay at will."""

from chassis.inbound import Projections
from kernel.currencies import CURRENCIES

project = Projections()
project.add(CURRENCIES.projections)
