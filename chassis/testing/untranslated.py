"""What of a text that people get in another language still stands in English."""

import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages import Message
from babel.messages.pofile import read_po

VALUE = re.compile(r"%\(\w+\)s")
WORD = re.compile(r"[A-Za-z]{3}")


def untranslated(said: str, *packages: str, language: str = "de") -> list[str]:
    """Words of the packages' catalogues that stand in the text as English has them, not the language."""
    told = " ".join(said.split())
    return sorted(
        {english for package in packages for english in _all(package, language) if _has(told, english)}
    )


def _all(package: str, language: str) -> Iterator[str]:
    file = files(package) / "language" / f"{language}.po"
    for message in read_po(BytesIO(file.read_bytes()), locale=language):
        yield from _parts(message)


def _parts(message: Message) -> Iterator[str]:
    """What stands between the values of a message and is otherwise in its translation."""
    texts, translated = _of(message.id), _of(message.string)
    for text in texts:
        parts = (part.strip(" .,:") for part in VALUE.split(text))
        yield from (
            part for part in parts if WORD.search(part) and not any(part in one for one in translated)
        )


def _of(texts: Any) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _has(told: str, english: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(english)}(?!\w)", told) is not None
