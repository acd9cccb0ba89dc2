"""The pseudo-language: each text of a catalogue in brackets and with accents, longer as translations are.

On a page in it, whatever stands outside the brackets is data, or was forgotten.
"""

import re

from babel.support import NullTranslations

OPEN, CLOSE = "⟦", "⟧"
KEPT = re.compile(r"(%\([^)]*\)[a-z]|%%|<[^>]*>|&[a-z]+;)")  # values, percent signs, tags and entities
ACCENTED = str.maketrans("aeiouyncsAEIOUYNCS", "áéíóúýñçšÁÉÍÓÚÝÑÇŠ")


class Pseudo(NullTranslations):
    """Translates whatever it is asked for."""

    def gettext(self, message: str) -> str:
        return _said(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _said(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return _said(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return _said(msgid1 if n == 1 else msgid2)


def _said(message: str) -> str:
    if not message:
        return message
    parts = KEPT.split(message)
    return OPEN + "".join(p if KEPT.fullmatch(p) else p.translate(ACCENTED) for p in parts) + CLOSE
