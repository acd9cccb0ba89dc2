"""Entries of the registers that documents choose from: payment terms, tax treatments.

An entry is issued → issued anew with other content → withdrawn; one is the default. Documents keep what they
agreed.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from chassis.errors import Conflict
from chassis.language import N_, _
from chassis.work import Aggregate
from contracts.event import Event
from contracts.terms import is_called


@dataclass(kw_only=True)
class Entry(Aggregate):
    """Base of entries; ``issued`` and ``ended`` are what they say, ``word`` names them in problems."""

    issued: ClassVar[type[Event]]
    ended: ClassVar[type[Event]]
    word: ClassVar[str]

    name: str
    text: str
    is_default: bool = False
    withdrawn: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the entry is found."""
        return (self.name,)

    def issue(self) -> Event:
        """The entry may be chosen as it stands."""
        key = self.issued.key_field
        fields: dict[str, Any] = {
            name: getattr(self, name) for name in self.issued.model_fields.keys() - {key}
        }
        return self.issued(**{key: self.id}, **fields)

    def withdraw(self) -> Event:
        """Nobody can choose it any more; there is always a default to fall back on."""
        self.must_hold(N_("withdrawn"))
        if self.is_default:
            raise Conflict(
                _("%(name)s is the default. Make another entry the default first.", name=self.name),
                slug=f"default-{self.word}",
            )
        self.withdrawn = True
        return self.ended(**{self.ended.key_field: self.id})

    def name_shared_with(self, other: "Entry") -> str | None:
        """A name of this entry that the other has too."""
        shared = (name for name in self.names if is_called(name, other.name, other.names))
        return next(shared, None)

    def must_hold(self, wanted: str) -> None:
        """Raise Conflict when the entry was withdrawn."""
        if self.withdrawn:
            raise Conflict(
                _(
                    "%(name)s was withdrawn and cannot be %(wanted)s. Issue a new entry.",
                    name=self.name,
                    wanted=_(wanted),
                ),
                slug=f"{self.word}-withdrawn",
            )
