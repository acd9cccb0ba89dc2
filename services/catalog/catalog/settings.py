"""Settings of catalog."""

import chassis.settings


class Settings(chassis.settings.Settings):
    """Those of every service; catalog has none of its own."""
