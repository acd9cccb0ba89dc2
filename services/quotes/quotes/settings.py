"""Settings of quotes beside those of every service."""

from decimal import Decimal

from pydantic import Field

import chassis.settings


class Settings(chassis.settings.Settings):
    """Defaults of a new quote."""

    validity_days: int = Field(default=30, ge=1, description="Days until a quote expires when none are given")
    longest_validity_days: int = Field(
        default=365, ge=1, description="Most days that a price is offered for, from the day that decided it"
    )
    needed_to_order: tuple[str, ...] = Field(
        default=("project", "description"),
        description="Fields that an order will need, asked for while the quote is a draft or sent",
    )
    most_lines: int = Field(default=1000, ge=1, description="Most lines of one quote")
    largest_total: Decimal = Field(
        default=Decimal("9999999999"), description="Largest gross total of a quote"
    )
