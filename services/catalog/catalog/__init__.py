"""catalog: what can be sold, in which state of approval, and at which prices on which day."""

from chassis.language import speaks

speaks(__name__)
