"""Settings of reporting are those of every service."""

import chassis.settings


class Settings(chassis.settings.Settings):
    """Nothing of its own yet."""
