"""An operation of a service: its address, tied to the type of its answer for the type checker alone."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

T_co = TypeVar("T_co", covariant=True)


class Get(str, Generic[T_co]):
    """The address of something to read, which answers with this JSON, or with the bytes of a file."""

    __slots__ = ()


@dataclass(frozen=True)
class Command(Generic[T_co]):
    """Something to do, by method and address, which answers with this JSON."""

    method: str
    path: str


def segment(text: str) -> str:
    """A text as one part of an address; ``-``, which finds nothing, for what would lead elsewhere."""
    return quote(text, safe="") if text.strip(".") else "-"
