"""Papers for tests, through a press of their own."""

import io
import re
from datetime import date
from typing import Any

from pypdf import PdfReader

from chassis.settings import Settings
from kernel.papers import Letterhead, Paper, Template
from kernel.papers.press import Press

SOURCE = b'#import "/paper.typ": *\n#show: letter\n#head("Thing")\n#for said in told.texts [#block(said)]\n'
DAY = date(2026, 3, 2)


def template(source: bytes = SOURCE) -> Template:
    """A template that lies in no package."""
    made = Template("tests", "thing")
    made.__dict__["source"] = source
    return made


def paper(*texts: str, source: bytes = SOURCE, **more: Any) -> Paper:
    """A paper of these texts."""
    fields: dict[str, Any] = {"number": "T-1", "title": "Thing T-1", "version": 3, "dated": DAY}
    fields |= {"path": "/things/1", "letterhead": letterhead(public_origin="https://sales.example/")}
    return Paper(template=template(source), content={"texts": texts}, **fields | more)


def letterhead(**settings: Any) -> Letterhead:
    return Letterhead.of(Settings(database_url="postgresql://nowhere", company_name="Seller", **settings))


async def printed(of: Paper) -> bytes:
    return await Press().printed(of, of.told())


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(said: str) -> str:
    return re.sub(r"\s", "", said)
