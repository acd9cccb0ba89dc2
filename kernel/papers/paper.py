"""A paper: a template, what stands on it, and whose letterhead it bears."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from chassis.countries import country_code
from chassis.language import _, catalogue, spoken
from chassis.settings import Settings
from kernel.papers.codes import qr_code
from kernel.papers.fonts import families, han_of
from kernel.papers.glyphs import shown

LETTERHEAD = Path(__file__).with_name("paper.typ")
SAID = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"')  # what a template says in the language of the paper


@dataclass(frozen=True)
class Letterhead:
    """Who writes the papers, and where the pages are that they lead to."""

    name: str
    address: tuple[str, ...]
    foot: tuple[str, ...]
    origin: str
    country: str = ""
    colour: str = ""
    logo: str = ""
    bank: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Letterhead":
        """As the settings say, and where the pages are."""
        address, foot = _lines(settings.company_address), _lines(settings.company_foot)
        origin = (settings.public_origin or settings.issuer).rstrip("/")
        return cls(settings.company_name, address, foot, origin)

    def on_paper(self) -> dict[str, Any]:
        """What of it templates show."""
        return {"name": self.name, "address": self.address, "foot": self.foot, "colour": self.colour}


def how_to_pay(head: "Letterhead", purpose: str) -> list[tuple[str, str]]:
    """(label, value) of the account and of what to name when paying; nothing without an account."""
    return [*head.bank, (_("Purpose"), purpose)] if head.bank else []


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split(";") if line.strip())


@dataclass(frozen=True)
class Template:
    """``<package>/papers/<name>.typ`` of a service; it may import ``/paper.typ`` and nothing else."""

    package: str
    name: str

    @cached_property
    def source(self) -> bytes:
        """The template itself."""
        return (files(self.package) / "papers" / f"{self.name}.typ").read_bytes()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that it says itself, and all that the letterhead does, in English."""
        texts = self.source.decode() + LETTERHEAD.read_text()
        return tuple(sorted({said.replace('\\"', '"').replace("\\\\", "\\") for said in SAID.findall(texts)}))

    @cached_property
    def digest(self) -> bytes:
        """Changes with the template and with the letterhead that it is printed on."""
        return sha256(self.source + LETTERHEAD.read_bytes()).digest()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What to print, on whose letterhead. The same fields give the same bytes, whenever and wherever.

    ``content`` is of texts, lists and dicts, figures as they shall be read. ``dated`` is the document's
    day: it becomes the file's creation date. ``path`` is the page that the QR code leads to. ``country`` is
    the client's: characters that China, Japan and Korea share look as they do there. ``language`` is the
    one that is spoken where the paper is made, as its content is.
    """

    template: Template
    number: str
    title: str
    version: int
    dated: date
    letterhead: Letterhead
    path: str = ""
    country: str = ""
    language: str = field(default_factory=spoken)
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def timestamp(self) -> int:
        """The creation date in seconds since 1970."""
        return int(datetime.combine(self.dated, time(), UTC).timestamp())

    def told(self) -> str:
        """All that the template is told, as JSON."""
        told = {
            "title": self.title,
            "number": self.number,
            "company": self.letterhead.on_paper(),
            **self.content,
        }
        told = shown(told)
        countries = [country_code(said) for said in (self.country, self.letterhead.country) if said]
        told["company"]["logo"] = self.letterhead.logo
        told["families"] = families(han_of(countries, told))
        told["language"], told["words"] = self.language, self._words()
        if self.path:
            told["link"] = self.letterhead.origin + self.path
            told["qr"] = qr_code(told["link"])
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def _words(self) -> dict[str, str]:
        """What the template says, by its English."""
        known = catalogue(self.language)
        return {said: known.gettext(said) for said in self.template.words}

    def etag(self, told: str) -> str:
        """The document's version, and a mark of everything else that the bytes depend on."""
        mark = sha256(self.template.digest + str(self.timestamp).encode() + told.encode()).hexdigest()[:16]
        return f'"v{self.version}-{mark}"'

    @property
    def filename(self) -> str:
        """The number as a file may be named."""
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in self.number)
        return f"{plain.strip('-.') or 'paper'}.pdf"
