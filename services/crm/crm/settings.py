"""Settings of crm."""

import chassis.settings


class Settings(chassis.settings.Settings):
    """Those of every service; crm has none of its own."""
