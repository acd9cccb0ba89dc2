"""What Saleswire publishes about its messages: one JSON Schema per type. Read tolerantly.

A publisher may add optional fields at any time, so nothing is refused for being unknown.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

FOLDER = Path(__file__).resolve().parents[3] / "contracts" / "schemas"


class Unreadable(Exception):
    """A message is not what its schema says."""


class Schemas:
    """Validators by message type, from the files of a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._validators: dict[str, Draft202012Validator] = {}

    def read(self, types: Iterable[str]) -> None:
        """Have these at hand; raises FileNotFoundError for a type that is not published."""
        for type in types:
            self._validator(type)

    def check(self, type: str, body: Any) -> None:
        """Raise Unreadable with the first thing that is wrong."""
        try:
            self._validator(type).validate(body)
        except ValidationError as error:
            raise Unreadable(f"{error.json_path}: {error.message}"[:500]) from None

    def _validator(self, type: str) -> Draft202012Validator:
        if type not in self._validators:
            schema = json.loads((self._folder / f"{type}.json").read_text())
            self._validators[type] = Draft202012Validator(schema)
        return self._validators[type]
