"""Settings of fulfillment beside those of every service."""

from pydantic import Field

import chassis.settings


class Settings(chassis.settings.Settings):
    """Rules of the house for goods."""

    serials_required: bool = Field(
        default=False, description="Every device that leaves needs a serial number"
    )
