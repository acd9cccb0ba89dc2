"""Settings of notifications: those that every service has."""

import chassis.settings


class Settings(chassis.settings.Settings):
    """Nothing of its own yet; a field ``colour`` would be told by SALESWIRE_COLOUR."""
