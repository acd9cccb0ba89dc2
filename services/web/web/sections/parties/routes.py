"""The addresses of clients and distributors."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.sections.parties.detail import show
from web.sections.parties.editing import parent_of, show_form
from web.sections.parties.kinds import Kind, body_of
from web.visit import SignedIn, Visit, needs


class Pages:
    """The pages of one kind of party."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, router: APIRouter) -> None:
        """Under the kind's own path."""
        path = self.kind.path
        writes = [needs("crm.write")]
        router.get(f"{path}/new", dependencies=writes)(self.begin)
        router.post(f"{path}/new")(self.create)
        router.get(f"{path}/{{id}}")(self.detail)
        router.get(f"{path}/{{id}}/edit", dependencies=writes)(self.edit)
        router.post(f"{path}/{{id}}/edit")(self.save)
        router.post(f"{path}/{{id}}/contacts")(self.contact)

    async def begin(self, visit: SignedIn) -> Response:
        """An empty form; who makes it looks after it."""
        me = await visit.me()
        return await show_form(visit, self.kind, {"kind": "company", "owner_id": me["person"]["id"]})

    async def create(self, visit: SignedIn, form: Sent) -> Response:
        """Register it."""
        try:
            body = body_of(form) | await parent_of(visit, self.kind, form)
            answer = await visit.api.send(self.kind.register(), body, key=form.key)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, {}, problem, form)
        visit.say(
            _("%(name)s is registered as %(number)s.", name=answer.body["name"], number=answer.body["number"])
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
            body = body_of(form) | await parent_of(visit, self.kind, form)
            await visit.api.send(self.kind.edit(id), body, version=form.version)
        except ApiProblem as problem:
            return await show_form(visit, self.kind, await visit.api.get(self.kind.read(id)), problem, form)
        visit.say(_("Saved."))
        return RedirectResponse(f"{self.kind.path}/{id}", 303)

    async def contact(self, visit: SignedIn, id: str, form: Sent) -> Response:
        """Add, change or remove a contact."""
        try:
            await _contact(visit, self.kind, id, form)
        except ApiProblem as problem:
            return await show(visit, self.kind, id, "contacts", problem)
        visit.say(_("The contacts are saved."))
        return RedirectResponse(f"{self.kind.path}/{id}?tab=contacts", 303)


async def _contact(visit: Visit, kind: Kind, id: str, form: Form) -> None:
    body = {name: form.text(name) for name in ("name", "title", "email", "phone")}
    contact_id = form.text("contact_id")
    if form.text("do") == "remove":
        await visit.api.send(kind.erase_contact(id, contact_id), version=form.version)
    elif contact_id:
        await visit.api.send(kind.edit_contact(id, contact_id), body, version=form.version)
    else:
        await visit.api.send(kind.add_contact(id), body, key=form.key)
