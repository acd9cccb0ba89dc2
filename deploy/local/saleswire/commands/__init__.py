"""One module per verb, imported only when it is asked for; each adds itself with ``add(application)``."""

import importlib

import typer

VERBS = {
    "setup": "setup",
    "up": "up",
    "down": "down",
    "reset": "reset",
    "status": "status",
    "logs": "logs",
    "test": "test",
    "check": "check",
    "check-chart": "check_chart",
    "serve": "serve",
    "databases": "databases",
    "migrate": "migrate",
    "topics": "topics",
    "replay": "replay",
    "republish": "republish",
    "dlq": "dlq",
    "journal": "journal",
    "schemas": "schemas",
    "demo": "demo",
    "import": "take_in",
    "new-service": "new_service",
    "secrets": "secrets",
    "image": "image",
    "test-image": "prove_image",
    "supervise": "supervise",
}


def load(application: typer.Typer, verb: str) -> None:
    """Add one verb to the command line."""
    importlib.import_module(f"saleswire.commands.{VERBS[verb]}").add(application)
