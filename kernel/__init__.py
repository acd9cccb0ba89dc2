"""The shared kernel: what several services understand alike, declared once. It knows no service."""

from chassis.language import speaks

speaks(__name__)
