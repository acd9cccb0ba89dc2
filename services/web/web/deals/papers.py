"""The paper of a document: a page that previews the service's PDF, and the PDF itself."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from web.api.operation import Get
from web.lists.export import passed_through
from web.lists.spec import Row
from web.rendering import page
from web.visit import SignedIn


@dataclass(frozen=True)
class Paper:
    """A document's paper: the address of its page with ``{id}``, and what reads document and PDF by id."""

    path: str
    document: Callable[[str], Get[Row]]
    pdf: Callable[[str], Get[bytes]]
    title: str


def add_paper(router: APIRouter, paper: Paper) -> None:
    """``{path}/pdf`` shows it in the page, ``{path}/paper`` is the file."""

    async def preview(visit: SignedIn, id: str) -> Response:
        document = await visit.api.get(paper.document(id))
        back = paper.path.format(id=id)
        return page(visit, "deals/paper.html", document=document, title=paper.title, back=back)

    async def file(visit: SignedIn, id: str) -> Response:
        return await passed_through(visit, paper.pdf(id))

    router.get(paper.path + "/pdf")(preview)
    router.get(paper.path + "/paper")(file)
