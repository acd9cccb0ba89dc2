"""What was taken in before the dashboard came gets the figures that it would have got since."""

from datetime import date
from typing import Any

from deal import Deal, client, product
from scripts import migration

from chassis.testing import Stage
from contracts.quotes import QuoteDeclined, QuoteRevised

FIGURES = "currency, net, gross, open_amount, sent_on, decided_on, placed_on, issued_on"
EMPTY = (
    "currency = '', net = 0, gross = 0, open_amount = 0, sent_on = NULL, decided_on = NULL, placed_on = NULL"
)
STEPS = "stage IN ('invoice-issued', 'invoice-paid')"


async def state(stage: Stage) -> list[Any]:
    """Figures of what was placed, sent, decided or invoiced, and the steps of invoices."""
    documents = f"SELECT id, {FIGURES} FROM deal_document WHERE stream <> 'quote' ORDER BY id"
    quotes = "SELECT id, sent_on, decided_on FROM deal_document WHERE stream = 'quote' ORDER BY id"
    facts = f"SELECT * FROM funnel_fact WHERE {STEPS} ORDER BY document_id, sequence"
    months = f"SELECT * FROM funnel_month WHERE {STEPS} ORDER BY stage, month, owner_id"
    return [await stage.rows(statement) for statement in (documents, quotes, facts, months)]


async def test_the_figures_of_earlier_documents_are_those_that_events_would_give(stage: Stage) -> None:
    sensor, buyer, on = product("Sensor", "Sensors"), client("Norrland Skog AB", "Sweden"), date(2026, 5, 6)
    await stage.hear(sensor, buyer)
    whole, lost, again = (Deal(buyer, [(sensor, 3, "100")], on) for _ in range(3))
    await stage.hear(whole.drafted_quote(), whole.sent(), whole.accepted(), whole.drafted(), whole.placed())
    await stage.hear(whole.invoiced(), whole.paid())
    await stage.hear(lost.drafted_quote(), lost.sent(), QuoteDeclined(quote_id=lost.quote_id, declined_on=on))
    await stage.hear(
        again.drafted_quote(), again.sent(), QuoteRevised(**again.quote | {"revision": 2}), again.invoiced()
    )
    before = await state(stage)
    await stage.execute(f"UPDATE deal_document SET {EMPTY}, issued_on = NULL")
    await stage.execute(f"DELETE FROM funnel_fact WHERE {STEPS}")
    await stage.execute(f"DELETE FROM funnel_month WHERE {STEPS}")
    assert await state(stage) != before
    await stage.execute(migration("0004_dashboard").FILLED)
    await stage.execute(migration("0004_dashboard").INVOICES)
    assert await state(stage) == before
