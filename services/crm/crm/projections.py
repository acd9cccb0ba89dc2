"""Copies of others' registers: payment terms from billing, territories from identity. Replay at will."""

from chassis.inbound import joined
from crm.territories import TERRITORIES
from kernel.payment_terms import PAYMENT_TERMS

project = joined(PAYMENT_TERMS.projections, TERRITORIES.projections)
