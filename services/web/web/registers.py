"""Pages of a register that documents choose from: accounting enters, changes and withdraws its entries."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import billing
from web.api.operation import Command, Get
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit, needs

Json = dict[str, Any]
Choice = billing.PaymentTermsItem | billing.TaxTreatmentsItem
NEW = {"id": None, "version": None, "name": "", "is_default": False, "withdrawn": False}


class Named(TypedDict):
    """What every entry has."""

    name: str


E = TypeVar("E", bound=Named)


@dataclass(frozen=True, kw_only=True)
class Register(Generic[E]):
    """Where its pages stand, what its service does, and an entry between its form and the service."""

    path: str
    permission: str  # to enter and to change
    template: str
    issue: Callable[[], Command[E]]
    read: Callable[[str], Get[E]]
    change: Callable[[str], Command[E]]
    withdraw: Callable[[str], Command[E]]
    body_of: Callable[[Form], Json]
    typed: Callable[[E], Json]
    labels: Mapping[str, str]  # of its fields, by pointer

    def form(
        self, visit: Visit, entry: Mapping[str, Any], values: Json, problem: ApiProblem | None = None
    ) -> Response:
        """The form of an entry, with what was refused."""
        status, values = problem.status if problem else 200, defaultdict(str, values)
        return page(
            visit, self.template, status=status, entry=entry, values=values, problem=problem,
            errors=self._placed(problem) if problem else {}, labels=self.labels,
        )  # fmt: skip

    def _placed(self, problem: ApiProblem) -> dict[str, str]:
        """What is wrong, by the pointer of the field that holds it, such as that of all instalments."""
        found: dict[str, str] = {}
        for pointer, words in problem.fields.items():
            inside = (name for name in self.labels if f"{pointer}/".startswith(f"{name}/"))
            found.setdefault(next(inside, pointer), words)
        return found

    def done(self, visit: Visit, words: str) -> Response:
        """Back to the list, which says what was done."""
        visit.say(words)
        return RedirectResponse(self.path, 303)


async def in_force(
    visit: Visit, register: Get[billing.PaymentTermsPage | billing.TaxTreatmentsPage]
) -> Sequence[Choice]:
    """Id, name and whether it is the default of each entry of the register that may be chosen."""
    asked = {"withdrawn": "false", "cols": "id,name,is_default", "limit": 200}
    found = await visit.api.find(register, asked)
    return found["items"] if found else []


def router_of(register: Register[E]) -> APIRouter:
    """The pages of a register: a new entry, an entry, its change and its end."""
    router = APIRouter(prefix=register.path)
    _add_new(router, register)
    _add_entry(router, register)
    return router


def _add_new(router: APIRouter, register: Register[E]) -> None:
    @router.get("/new", dependencies=[needs(register.permission)])
    async def begin(visit: SignedIn) -> Response:
        return register.form(visit, NEW, {})

    @router.post("/new")
    async def issue(visit: SignedIn, form: Sent) -> Response:
        try:
            answer = await visit.api.send(register.issue(), register.body_of(form), key=form.key)
        except ApiProblem as problem:
            return register.form(visit, NEW, form.shown(), problem)
        return register.done(visit, _("%(name)s may be chosen from now on.", name=answer.body["name"]))


def _add_entry(router: APIRouter, register: Register[E]) -> None:
    @router.get("/{entry_id}")
    async def show(visit: SignedIn, entry_id: str) -> Response:
        entry = await visit.api.get(register.read(entry_id))
        return register.form(visit, entry, register.typed(entry))

    @router.post("/{entry_id}")
    async def change(visit: SignedIn, entry_id: str, form: Sent) -> Response:
        try:
            await visit.api.send(register.change(entry_id), register.body_of(form), version=form.version)
        except ApiProblem as problem:
            entry = await visit.api.get(register.read(entry_id))
            return register.form(visit, entry, form.shown(), problem)
        return register.done(visit, _("Saved. Existing documents keep what they agreed."))

    @router.post("/{entry_id}/withdraw")
    async def withdraw(visit: SignedIn, entry_id: str, form: Sent) -> Response:
        try:
            await visit.api.send(register.withdraw(entry_id), {}, version=form.version, key=form.key)
        except ApiProblem as problem:
            entry = await visit.api.get(register.read(entry_id))
            return register.form(visit, entry, register.typed(entry), problem)
        return register.done(visit, _("Withdrawn. Existing documents keep what they agreed."))
