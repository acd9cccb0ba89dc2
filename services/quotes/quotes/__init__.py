"""quotes: what was offered, at which prices and why, and how the client answered."""

from chassis.language import speaks

speaks(__name__)
