"""The addresses of devices, options and services."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Sent
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.pages.products.detail import show
from web.pages.products.editing import devices_named, show_form
from web.pages.products.fields import body_of
from web.pages.products.kinds import OPTION, Kind
from web.pages.products.lifecycle import SELLING
from web.visit import SignedIn

DONE = {
    "approve": "The approval is given.",
    "withdraw-approval": "The approval is withdrawn.",
    "discontinue": "It is discontinued and cannot be quoted any more.",
    "sell": "It is on sale as soon as both approvals are given.",
    "pause": "It is off sale for now.",
}


class Pages:
    """The pages of one kind of product."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, router: APIRouter) -> None:
        """Under the kind's own path."""
        path = self.kind.path
        router.get(f"{path}/new")(self.begin)
        router.post(f"{path}/new")(self.create)
        router.get(f"{path}/{{id}}")(self.detail)
        router.get(f"{path}/{{id}}/edit")(self.edit)
        router.post(f"{path}/{{id}}/edit")(self.save)
        router.get(f"{path}/{{id}}/image")(self.image)
        router.post(f"{path}/{{id}}/documents")(self.upload)
        router.get(f"{path}/{{id}}/documents/{{document_id}}")(self.download)
        router.post(f"{path}/{{id}}/do/{{action}}")(self.act)

    async def begin(self, visit: SignedIn) -> Response:
        """An empty form."""
        return await show_form(visit, self.kind, None)

    async def create(self, visit: SignedIn, form: Sent) -> Response:
        """Put it into the catalogue."""
        try:
            fits = await devices_named(visit, form) if self.kind is OPTION else []
            body = body_of(form, self.kind, fits)
            answer = await visit.api.send("POST", self.kind.api, body, key=form.key)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, None, problem, form)
        visit.say(f"{answer.body['number']} stands in the catalogue. Two approvals, and it can be quoted.")
        return RedirectResponse(f"{self.kind.path}/{answer.body['id']}", 303)

    async def detail(self, visit: SignedIn, id: str, tab: str = "summary") -> Response:
        """The page with one of its tabs."""
        return await show(visit, self.kind, id, tab)

    async def edit(self, visit: SignedIn, id: str) -> Response:
        """The form of what is there."""
        return await show_form(visit, self.kind, await visit.api.get(f"{self.kind.api}/{id}"))

    async def save(self, visit: SignedIn, id: str, form: Sent) -> Response:
        """Save it; when somebody else was faster, show both sides."""
        path = f"{self.kind.api}/{id}"
        try:
            fits = await devices_named(visit, form) if self.kind is OPTION else []
            await visit.api.send("PATCH", path, body_of(form, self.kind, fits), version=form.version)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, await visit.api.get(path), problem, form)
        visit.say("Saved.")
        return RedirectResponse(f"{self.kind.path}/{id}", 303)

    async def act(self, visit: SignedIn, id: str, action: str, form: Sent) -> Response:
        """Approve it, withdraw an approval, put it on sale or take it off, discontinue it."""
        path = f"{self.kind.api}/{id}"
        if action not in DONE:
            raise ApiProblem(404, {})
        try:
            if action in SELLING:
                await visit.api.send("PATCH", path, SELLING[action], version=form.version)
            else:
                body = form.filled("approval")
                await visit.api.send("POST", f"{path}/{action}", body, version=form.version, key=form.key)
        except ApiProblem as problem:
            return await show(visit, self.kind, id, "summary", problem)
        visit.say(DONE[action])
        return RedirectResponse(f"{self.kind.path}/{id}", 303)

    async def upload(self, visit: SignedIn, id: str, form: Sent) -> Response:
        """Attach a document; a picture becomes the product's picture."""
        file = form.file("file")
        if file is None:
            asked = "Choose a PDF, picture, text, CSV, XLSX or DOCX file."
            missing = ApiProblem(422, {"title": "No file was chosen", "detail": asked})
            return await show(visit, self.kind, id, "documents", missing)
        name = file.filename or "document"
        sent = {"file": (name, await file.read(), file.content_type or "application/octet-stream")}
        try:
            await visit.api.upload(f"{self.kind.api}/{id}/documents", sent, {}, key=form.key)
        except ApiProblem as problem:
            return await show(visit, self.kind, id, "documents", problem)
        visit.say(f"{name} is attached.")
        return RedirectResponse(f"{self.kind.path}/{id}?tab=documents", 303)

    async def download(self, visit: SignedIn, id: str, document_id: str) -> Response:
        """An attached document, to be saved."""
        return await passed_through(visit, f"{self.kind.api}/{id}/documents/{document_id}")

    async def image(self, visit: SignedIn, id: str) -> Response:
        """The picture that was attached last."""
        return await passed_through(visit, f"{self.kind.api}/{id}/image")


async def any_product(visit: SignedIn, product_id: str) -> Response:
    """The page of a product whose kind is not known where the link stands."""
    found = await visit.api.get("/api/catalog/products", {"id": product_id, "cols": "id,kind", "limit": 1})
    if not found["items"]:
        raise ApiProblem(404, {})
    return RedirectResponse(f"/{found['items'][0]['kind']}s/{product_id}", 303)
