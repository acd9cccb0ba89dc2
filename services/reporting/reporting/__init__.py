"""reporting: what was sold, where deals stand, and why the next step has not happened yet."""

from chassis.language import speaks

speaks(__name__)
