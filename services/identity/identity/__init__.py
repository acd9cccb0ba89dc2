"""identity: who works here, what each may do, and how they sign in."""

from chassis.language import speaks

speaks(__name__)
