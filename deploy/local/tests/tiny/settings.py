"""What the tiny service is told: nothing."""


class Settings:
    """Settings without a setting."""
