"""Settings of orders beside those of every service."""

from decimal import Decimal

from pydantic import Field

import chassis.settings


class Settings(chassis.settings.Settings):
    """What an order needs before it is placed, and its bounds."""

    required_to_place: tuple[str, ...] = Field(
        default=("terms", "project", "description", "lead_time_days"),
        description="Fields that a seller fills before placing, beside date, client, addresses and lines",
    )
    largest_total: Decimal = Field(default=Decimal("9999999999"), description="Largest gross of an order")
    draft_wait_seconds: float = Field(
        default=2.0, ge=0, description="How long Generate SO waits for the draft of a quote"
    )
