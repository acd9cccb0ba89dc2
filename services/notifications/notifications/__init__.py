"""The service notifications."""

from chassis.language import speaks

speaks(__name__)
