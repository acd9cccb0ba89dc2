"""The paper of a document: a page that previews the service's PDF, and the PDF itself."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from web.lists.export import passed_through
from web.rendering import page
from web.visit import SignedIn


@dataclass(frozen=True)
class Paper:
    """Where a document's paper is: our own address and the service's, each with ``{id}``."""

    path: str  # of the document's page
    api: str  # of the document
    pdf: str  # of the PDF
    title: str


def add_paper(router: APIRouter, paper: Paper) -> None:
    """``{path}/pdf`` shows it in the page, ``{path}/paper`` is the file."""

    async def preview(visit: SignedIn, id: str) -> Response:
        document: dict[str, Any] = await visit.api.get(paper.api.format(id=id))
        back = paper.path.format(id=id)
        return page(visit, "pages/paper.html", document=document, title=paper.title, back=back)

    async def file(visit: SignedIn, id: str) -> Response:
        return await passed_through(visit, paper.pdf.format(id=id))

    router.get(paper.path + "/pdf")(preview)
    router.get(paper.path + "/paper")(file)
