"""The addresses of tickets."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import tickets
from web.api.operation import Command
from web.deals.finding import Pick
from web.forms import Form, Sent
from web.gateway import ApiProblem, Body
from web.rendering import fragment, page
from web.sections.tickets import knowledge
from web.sections.tickets.detail import show
from web.sections.tickets.editing import begun, client_named, show_form
from web.sections.tickets.fields import asked_words, changed_body, new_body
from web.visit import SignedIn, Visit, needs

STEPS = {
    "answer": (tickets.answer_ticket, N_("Your answer is there.")),
    "resolve": (tickets.resolve_ticket, N_("Resolved. Whoever asks the same finds the answer.")),
    "reopen": (tickets.reopen_ticket, N_("It is open again.")),
    "close": (tickets.close_ticket, N_("Closed.")),
}
router = APIRouter()


@router.get("/tickets/new", dependencies=[needs("tickets.write")])
async def begin(
    visit: SignedIn,
    order: str = "",
    order_id: str = "",
    client: str = "",
    related: str = "",
    subject: str = "",
) -> Response:
    """A form, about the order or client that it was begun on."""
    return await show_form(visit, await begun(visit, order or order_id, client, related, subject))


@router.post("/tickets/new")
async def create(visit: SignedIn, form: Sent) -> Response:
    """Open the ticket."""
    try:
        body = new_body(form, await client_named(visit, form))
        answer = await visit.api.send(tickets.open_ticket(), body, key=form.key)
    except ApiProblem as problem:
        return await show_form(visit, {}, problem, form)
    visit.say(_("%(number)s is open.", number=answer.body["number"]))
    return RedirectResponse(f"/tickets/{answer.body['id']}", 303)


@router.get("/tickets/knowledge")
async def known(visit: SignedIn, q: str = "", subject: str = "") -> Response:
    """Answers of resolved tickets that speak of the words, or of any word of a subject."""
    words = q.strip() or asked_words(subject)
    found, problem = await knowledge.search(visit, words)
    shown = {"q": q.strip() or words, "found": found, "problem": problem}
    return page(visit, "sections/tickets/knowledge.html", status=problem.status if problem else 200, **shown)


@router.get("/tickets/{ticket_id}")
async def detail(visit: SignedIn, ticket_id: str) -> Response:
    """The ticket with its conversation."""
    return await show(visit, ticket_id)


@router.get("/tickets/{ticket_id}/mentions")
async def mentions(visit: SignedIn, ticket_id: str, q: str = "") -> Response:
    """Colleagues for the list below an @, as it is typed."""
    found = await visit.api.get(tickets.find_colleagues(ticket_id), {"q": q.strip()[:64]})
    hits = [Pick(each["id"], each["username"], each["name"], each["username"]) for each in found]
    return fragment(visit, "deals/picks.html", hits=hits, q=q)


@router.get("/tickets/{ticket_id}/edit", dependencies=[needs("tickets.write")])
async def edit(visit: SignedIn, ticket_id: str) -> Response:
    """The form of what is there."""
    return await show_form(visit, await visit.api.get(tickets.read_ticket(ticket_id)))


@router.post("/tickets/{ticket_id}/edit")
async def save(visit: SignedIn, ticket_id: str, form: Sent) -> Response:
    """Save it; when somebody else was faster, show both sides."""
    try:
        changes = form.text("client") != form.text("client_was")
        body = changed_body(form, await client_named(visit, form) if changes else None)
        await visit.api.send(tickets.change_ticket(ticket_id), body, version=form.version)
    except ApiProblem as problem:
        return await show_form(visit, await visit.api.get(tickets.read_ticket(ticket_id)), problem, form)
    visit.say(_("Saved."))
    return RedirectResponse(f"/tickets/{ticket_id}", 303)


@router.post("/tickets/{ticket_id}/change")
async def change(visit: SignedIn, ticket_id: str, form: Sent) -> Response:
    """Another priority or status."""
    return await _changed(
        visit,
        ticket_id,
        form,
        tickets.change_ticket(ticket_id),
        form.filled("priority", "status"),
        _("Saved."),
    )


@router.post("/tickets/{ticket_id}/assign")
async def assign(visit: SignedIn, ticket_id: str, form: Sent) -> Response:
    """Hand it to a department, a colleague or both; ``take`` is oneself."""
    take = form.ticked("take")
    body = {"assignee_id": visit.session.person_id} if take else form.given("department", "assignee_id")
    said = _("It is yours.") if take else _("It is assigned.")
    return await _changed(visit, ticket_id, form, tickets.assign_ticket(ticket_id), body, said)


@router.post("/tickets/{ticket_id}/say")
async def say(visit: SignedIn, ticket_id: str, form: Sent) -> Response:
    """Answer it, note something, resolve, reopen or close it, with the words that were written."""
    step = form.text("do")
    if step not in STEPS:
        raise ApiProblem(404, {})
    body: Body = {"text": form.text("text") or None}
    if step == "answer":
        body = {"text": form.text("text"), "internal": form.ticked("internal")} | form.filled("status")
    command, said = STEPS[step]
    return await _changed(visit, ticket_id, form, command(ticket_id), body, said)


async def _changed(
    visit: Visit, ticket_id: str, form: Form, command: Command[tickets.TicketView], body: Body, said: str
) -> Response:
    """Do it; whoever gave the ticket out of their own reach is led to the list."""
    try:
        key = form.key if command.method == "POST" else ""
        await visit.api.send(command, body, version=form.version, key=key)
    except ApiProblem as problem:
        return await show(visit, ticket_id, problem, form)
    visit.say(said)
    given = command == tickets.assign_ticket(ticket_id)
    mine = not given or await visit.api.find(tickets.read_ticket(ticket_id)) is not None
    return RedirectResponse(f"/tickets/{ticket_id}" if mine else "/tickets", 303)
