"""crm: whom the company deals with, and the people there."""

from chassis.language import speaks

speaks(__name__)
