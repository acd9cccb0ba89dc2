"""The press: one thread of the process that turns papers into PDF/A-2a with a warm compiler.

Typst lets go of Python's lock while it works, so requests go on meanwhile. What waits is bounded.
"""

import asyncio
import ctypes
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from chassis.errors import Refused
from chassis.http import Shares
from kernel.papers.fonts import folders
from kernel.papers.paper import Paper

if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).parent
MOST_WAITING, EACH = 16, 12
AGES = 12  # typst forgets what this many papers did not use
ARCHIVAL: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
log = logging.getLogger(__name__)


class Press:
    """Prints one paper after the other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="papers")
        self._compilers: dict[Any, typst.Compiler] = {}
        self._fonts: typst.Fonts | None = None
        self._waiting: set[Future[bytes]] = set()
        self._places = Shares("papers", total=MOST_WAITING, each=EACH)

    async def printed(self, paper: Paper, told: str, who: UUID | None = None) -> bytes:
        """The PDF; raises TooMany or Busy when too many wait, Refused when it cannot be laid out."""
        with self._places.place(who):
            return await self._printed(paper, told)

    async def _printed(self, paper: Paper, told: str) -> bytes:
        job = self._thread.submit(self._print, paper, told)
        self._waiting.add(job)
        job.add_done_callback(self._waiting.discard)
        self._thread.submit(self._give_back)
        return await asyncio.wrap_future(job)

    def _print(self, paper: Paper, told: str) -> bytes:
        try:
            return self._compiled(paper, told, ARCHIVAL)
        except BaseException as error:  # a panic of typst is no Exception; its words may quote the document
            log.warning("%s cannot be archival: %s", paper.title, type(error).__name__)
        self._compilers.pop(paper.template, None)
        try:
            return self._compiled(paper, told, [])
        except BaseException as error:
            self._compilers.pop(paper.template, None)
            log.exception("%s cannot be printed", paper.title)
            raise Refused(
                f"{paper.title} cannot be laid out on paper. Look for unusual characters in its texts.",
                slug="not-printable",
            ) from error

    def _give_back(self) -> None:
        """When nobody waits, let typst forget the paper, and the C library return what that frees."""
        if self._waiting:
            return
        for _, compiler in zip(range(AGES), cycle(self._compilers.values()), strict=False):
            compiler.compile(input=b"", format="svg", sys_inputs=None)
        with suppress(AttributeError, OSError):  # not every C library can
            ctypes.CDLL(None).malloc_trim(0)

    def _compiled(self, paper: Paper, told: str, standards: list[Any]) -> bytes:
        made = self._compiler(paper).compile(
            input=paper.template.source,
            format="pdf",
            sys_inputs={"told": told},
            pdf_standards=standards,
            timestamp=paper.timestamp,
        )
        assert isinstance(made, bytes)
        return made

    def _compiler(self, paper: Paper) -> "typst.Compiler":
        import typst

        if self._fonts is None:
            self._fonts = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, folders())]
            )
        if paper.template not in self._compilers:
            self._compilers[paper.template] = typst.Compiler(root=ROOT, font_paths=self._fonts)
        return self._compilers[paper.template]


@cache
def press() -> Press:
    """The process's press, made with its first paper and so never before a fork."""
    return Press()
