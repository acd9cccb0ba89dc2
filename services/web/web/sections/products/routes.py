"""The addresses of devices, options and services."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import catalog
from web.forms import Sent
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.sections.products.detail import show
from web.sections.products.editing import devices_named, show_form
from web.sections.products.fields import body_of
from web.sections.products.kinds import DEVICE, OPTION, Kind
from web.sections.products.lifecycle import SELLING
from web.visit import SignedIn, needs

DONE = {
    "approve": N_("The approval is given."),
    "withdraw-approval": N_("The approval is withdrawn."),
    "discontinue": N_("It is discontinued and cannot be quoted any more."),
    "sell": N_("It is on sale as soon as both approvals are given."),
    "pause": N_("It is off sale for now."),
}


class Pages:
    """The pages of one kind of product."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, router: APIRouter) -> None:
        """Under the kind's own path."""
        path = self.kind.path
        writes = [needs("catalog.write")]
        router.get(f"{path}/new", dependencies=writes)(self.begin)
        router.post(f"{path}/new")(self.create)
        router.get(f"{path}/{{id}}")(self.detail)
        router.get(f"{path}/{{id}}/edit", dependencies=writes)(self.edit)
        router.post(f"{path}/{{id}}/edit")(self.save)
        router.get(f"{path}/{{id}}/image")(self.image)
        router.post(f"{path}/{{id}}/documents")(self.upload)
        router.get(f"{path}/{{id}}/documents/{{document_id}}")(self.download)
        router.post(f"{path}/{{id}}/do/{{action}}")(self.act)

    async def begin(self, visit: SignedIn) -> Response:
        """An empty form."""
        return await show_form(visit, self.kind, None)

    async def create(self, visit: SignedIn, form: Sent) -> Response:
        """Put it into the catalog."""
        try:
            fits = await devices_named(visit, form) if self.kind is OPTION else []
            body = body_of(form, self.kind, fits)
            answer = await visit.api.send(self.kind.create, body, key=form.key)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, None, problem, form)
        visit.say(
            _(
                "%(number)s stands in the catalog. Two approvals, and it can be quoted.",
                number=answer.body["number"],
            )
        )
        return RedirectResponse(f"{self.kind.path}/{answer.body['id']}", 303)

    async def detail(self, visit: SignedIn, id: str, tab: str = "summary") -> Response:
        """The page with one of its tabs."""
        return await show(visit, self.kind, id, tab)

    async def edit(self, visit: SignedIn, id: str) -> Response:
        """The form of what is there."""
        return await show_form(visit, self.kind, await visit.api.get(self.kind.read(id)))

    async def save(self, visit: SignedIn, id: str, form: Sent) -> Response:
        """Save it; when somebody else was faster, show both sides."""
        try:
            fits = await devices_named(visit, form) if self.kind is OPTION else []
            body = body_of(form, self.kind, fits)
            await visit.api.send(self.kind.edit(id), body, version=form.version)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, await visit.api.get(self.kind.read(id)), problem, form)
        visit.say(_("Saved."))
        return RedirectResponse(f"{self.kind.path}/{id}", 303)

    async def act(self, visit: SignedIn, id: str, action: str, form: Sent) -> Response:
        """Approve it, withdraw an approval, put it on sale or take it off, discontinue it."""
        if action not in DONE:
            raise ApiProblem(404, {})
        commands = {
            "approve": self.kind.approve,
            "withdraw-approval": self.kind.withdraw_approval,
            "discontinue": self.kind.discontinue,
        }
        try:
            if action in SELLING:
                await visit.api.send(self.kind.edit(id), SELLING[action], version=form.version)
            else:
                command, body = commands[action](id), form.filled("approval")
                await visit.api.send(command, body, version=form.version, key=form.key)
        except ApiProblem as problem:
            return await show(visit, self.kind, id, "summary", problem)
        visit.say(_(DONE[action]))
        return RedirectResponse(f"{self.kind.path}/{id}", 303)

    async def upload(self, visit: SignedIn, id: str, form: Sent) -> Response:
        """Attach a document; a picture becomes the product's picture."""
        file = form.file("file")
        if file is None:
            asked = _("Choose a PDF, picture, text, CSV, XLSX or DOCX file.")
            missing = ApiProblem(422, {"title": _("No file was chosen"), "detail": asked})
            return await show(visit, self.kind, id, "documents", missing)
        name = file.filename or "document"
        sent = {"file": (name, await file.read(), file.content_type or "application/octet-stream")}
        try:
            await visit.api.upload(self.kind.upload(id), sent, {}, key=form.key)
        except ApiProblem as problem:
            return await show(visit, self.kind, id, "documents", problem)
        visit.say(_("%(name)s is attached.", name=name))
        return RedirectResponse(f"{self.kind.path}/{id}?tab=documents", 303)

    async def download(self, visit: SignedIn, id: str, document_id: str) -> Response:
        """An attached document, to be saved."""
        return await passed_through(visit, self.kind.download(id, document_id))

    async def image(self, visit: SignedIn, id: str) -> Response:
        """The picture that was attached last."""
        return await passed_through(visit, self.kind.image(id))


async def any_product(visit: SignedIn, product_id: str) -> Response:
    """The page of a product whose kind is not known where the link stands."""
    found = await visit.api.get(catalog.list_products(), {"id": product_id, "cols": "id,kind", "limit": 1})
    if not found["items"]:
        raise ApiProblem(404, {})
    return RedirectResponse(f"/{found['items'][0]['kind']}s/{product_id}", 303)


async def new_product(visit: SignedIn) -> Response:  # noqa: ARG001  # who asks must be signed in
    """The form of a device, which most new products are."""
    return RedirectResponse(f"{DEVICE.path}/new", 303)
