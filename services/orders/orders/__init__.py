"""orders: what was sold and how far it has come, from the draft to the closed order."""

from chassis.language import speaks

speaks(__name__)
