"""billing: who has credit, what was invoiced and what was paid."""

from chassis.language import speaks

speaks(__name__)
