"""Settings of billing beside those of every service."""

from decimal import Decimal

from pydantic import Field

import chassis.settings


class Settings(chassis.settings.Settings):
    """Defaults for clients that nobody decided on."""

    default_credit_limit: Decimal | None = Field(
        default=None,
        ge=0,
        description="Limit in the company's currency for clients without one; none when absent",
    )
    new_clients_wait: bool = Field(
        default=False,
        description="Whether orders of a client wait until somebody has set a limit for the client, or none",
    )
    grant_in_other_currencies: bool = Field(
        default=False, description="Whether an order in another currency than the client's limit has credit"
    )
