"""What tickets says: a ticket with its conversation, and what is known about a question."""

from stand_ins.crm import CLIENT
from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import tickets

TICKET, ORDER, OPENER = (f"01900000-0000-7000-8000-0000000000f{n}" for n in (1, 2, 3))


@varied
def ticket() -> tickets.TicketView:
    """A question of somebody else's about an order, with a note among colleagues."""
    note = tickets.AnswerView(
        id="01900000-0000-7000-8000-0000000000f4",
        kind="note",
        author_id=PERSON,
        author="Eva",
        text="It <waits>.",
        created_at="2026-11-22T09:00:00Z",
    )
    return tickets.TicketView(
        id=TICKET,
        version=3,
        number="T-2026-000001",
        subject="When does it ship?",
        description="",
        category="",
        kind="call",
        priority="high",
        status="open",
        department="production",
        assignee_id=None,
        assignee="",
        opened_by=OPENER,
        opener="Eva Lind",
        created_at="2026-11-22T08:00:00Z",
        due_on=None,
        related="",
        order_id=ORDER,
        order_number="SO-2026-000007",
        order_opens=True,
        customer_po="PO-1",
        client=tickets.PartyRef(id=CLIENT, number="C-000001", name="Norrland"),
        client_opens=True,
        resolved_at=None,
        closed_at=None,
        conversation=[note],
    )


@varied
def finding() -> tickets.Finding:
    """A resolved ticket, with the words that were found."""
    return tickets.Finding(
        id=TICKET,
        number="T-2026-000001",
        subject="Ships?",
        category="",
        kind="call",
        order_number="",
        client_name="",
        resolved_at="2026-11-22T09:00:00Z",
        excerpt="It ⟦ships⟧ <b>",
    )
