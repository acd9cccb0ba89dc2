"""A start in production is refused while a secret is weak: whoever knows the default could use it."""

from pydantic import SecretStr

SHORTEST = 16  # characters


def refuse_weak(**secrets: SecretStr) -> None:
    """Raise ValueError, which names the settings, unless each is long enough to be a secret."""
    weak = [name for name, secret in secrets.items() if len(secret.get_secret_value()) < SHORTEST]
    if weak:
        named = ", ".join(f"SALESWIRE_{name.upper()}" for name in weak)
        raise ValueError(
            f"in production {named} must be set to random text of at least {SHORTEST} characters, "
            "for example from: openssl rand -base64 32"
        )
