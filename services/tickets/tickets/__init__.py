"""tickets: what sales asks other departments, the conversation about it, and what was learned."""

from chassis.language import speaks

speaks(__name__)
