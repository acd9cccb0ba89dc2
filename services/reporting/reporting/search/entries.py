"""Entries of the index, and an entry after more was told of its record. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contracts.remembered import Kind

Row = dict[str, Any]
Texts = Mapping[str, list[str]]  # by the field of the event that said them

REGISTERS = frozenset({Kind.CLIENT, Kind.CONTACT, Kind.DISTRIBUTOR, Kind.DEVICE, Kind.OPTION, Kind.SERVICE})
EMPTY: Row = {"kind": "", "texts": {}, "owner_id": None, "client_id": None, "within": None}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an event adds to an entry; ``belongs``: whose it is, as far as the event says it."""

    kind: Kind | None
    texts: Texts
    more: Texts  # joins what is there
    belongs: Mapping[str, UUID | None] = field(default_factory=dict)


def fold(before: Row | None, id: UUID, sequence: int, news: Told) -> Row | None:
    """The entry after the event: the same where nothing of it is new, None where nothing is known yet."""
    if before is None and news.kind is None:
        return None
    known = before or EMPTY
    texts = known["texts"] | news.texts
    for name, added in news.more.items():
        texts[name] = sorted({*texts.get(name, []), *added})
    kept = {name: each for name, each in texts.items() if each}
    after = {**known, "texts": kept, "kind": str(news.kind or known["kind"]), **news.belongs}
    return before if after == before else after | {"id": id, "version": sequence}
