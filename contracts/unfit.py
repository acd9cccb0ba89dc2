"""What validators of the contracts raise: why a value does not fit, to be said in any language."""

from typing import Any


class Unfit(ValueError):
    """``text`` is a format in English, ``values`` are its values: ``Unfit("Until %(last)s.", last=day)``."""

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(text % values)
        self.text = text
        self.values = values
