"""A deal as one picture: what happened and when, what it waits for, who can move it, each event whole."""

from web.pages.trace.picture import picture
from web.testing import said

QUOTE, ORDER, CLIENT = (f"01900000-0000-7000-8000-0000000000{end}" for end in ("a1", "a2", "a3"))
API = f"/api/trace/{ORDER}"


def event(number, name, kind, document, cause=None, lag=None, via="web", **body):
    """One event, so many seconds after the first."""
    return {
        "id": f"e{number}", "name": name, "type": f"sales.{kind}.x.v1", "kind": kind, "document_id": document,
        "document": "Q-1" if document == QUOTE else "SO-1" if document == ORDER else "", "sequence": number,
        "time": f"2026-11-22T13:00:{number:02}Z", "after_cause_ms": lag,
        "after_previous_ms": 1000.0 if number else None,
        "after_start_ms": 1000.0 * number, "causation_id": cause, "actor": None, "actor_name": "Elin Sand",
        "via": via, "body": body,
    }  # fmt: skip


def deal(**changes):
    """A deal that is held for credit."""
    client = {"id": CLIENT, "name": "Baltic Dairy UAB", "number": "C-1"}
    events = [
        event(0, "QuoteDrafted", "quote", QUOTE, client=client),
        event(1, "QuoteSent", "quote", QUOTE),
        event(2, "QuoteAccepted", "quote", QUOTE),
        event(3, "OrderDrafted", "order", ORDER, "e2", 15.0, "reaction:orders.reactions"),
        event(4, "OrderPlaced", "order", ORDER),
        event(5, "CreditRefused", "credit", CLIENT, "e4", 105.0, "reaction:billing.reactions"),
    ]
    waits = {
        "next_step": "OrderCleared", "reason": "Order SO-1 would exceed the limit by 10 EUR.",
        "waits_for": "accounting", "since": "2026-11-22T13:00:05Z", "document": "SO-1",
    }  # fmt: skip
    documents = [
        {
            "id": QUOTE,
            "kind": "quote",
            "number": "Q-1",
            "status": "accepted",
            "changed_at": "2026-11-22T13:00:02Z",
        },
        {
            "id": ORDER,
            "kind": "order",
            "number": "SO-1",
            "status": "held",
            "changed_at": "2026-11-22T13:00:05Z",
        },
    ]
    known = {"correlation_id": QUOTE, "documents": documents, "events": events, "why_not_yet": [waits]}
    return known | {"fresh_until": "2026-11-22T13:00:05Z"} | changes


def everything(_permission):
    """May read all."""
    return True


def test_a_step_says_how_long_after_its_cause_it_came_and_that_nobody_did_it():
    drafted = picture(deal(), everything).steps[3]
    assert (drafted.name, drafted.lag, drafted.automatic) == ("Order drafted", "15 ms after its cause", True)
    sent = picture(deal(), everything).steps[1]
    assert (sent.lag, sent.automatic, sent.actor) == ("1 s later", False, "Elin Sand")


def test_causes_are_lines_between_lanes_and_documents_go_on_in_theirs():
    lines = picture(deal(), everything).lines
    assert [(line.x1, line.x2, line.cause) for line in lines if line.cause] == [
        (0.5, 1.5, True),
        (1.5, 2.5, True),
    ]
    assert (0.5, 0.5) in [(line.x1, line.x2) for line in lines if not line.cause]


def test_what_has_not_happened_says_why_and_who_can_move_it():
    ahead = [step for step in picture(deal(), everything).steps if step.state != "done"]
    assert (ahead[0].name, ahead[0].state, ahead[0].who) == ("Order cleared", "next", "accounting")
    assert "exceed the limit" in ahead[0].reason
    assert [(step.name, step.who) for step in ahead[1:3]] == [
        ("Order released", "by operations"),
        ("Delivery order ready", "by itself"),
    ]


def test_a_deal_that_is_over_has_nothing_ahead():
    steps = picture(deal(why_not_yet=[]), everything).steps
    assert {step.state for step in steps} == {"done"}


def test_milestones_tell_done_now_and_later():
    states = {one.name: one.state for one in picture(deal(), everything).milestones}
    assert (states["Placed"], states["Credit"], states["Paid"]) == ("done", "now", "later")


async def test_the_page_is_readable_as_a_list_and_links_what_the_person_may_see(stage):
    stage.sign_in("trace.read", "orders.read")
    stage.gateway.on("GET", API, said(deal()))
    shown = (await stage.browser.get(f"/trace/{ORDER}")).text
    assert "From quote to payment: Baltic Dairy UAB" in shown
    assert f'href="/orders/{ORDER}"' in shown
    assert f'href="/quotes/{QUOTE}"' not in shown
    assert "Order SO-1 would exceed the limit by 10 EUR." in shown
    assert "It can be moved by accounting" in shown
    assert f'hx-get="/trace/{ORDER}/events/e3"' in shown


async def test_an_event_is_shown_whole_with_what_is_withheld(stage):
    stage.sign_in("trace.read")
    body = event(5, "CreditRefused", "credit", CLIENT) | {"data": {"order_id": ORDER}, "withheld": ["limit"]}
    stage.gateway.on("GET", f"{API}/events/e5", said(body | {"correlation_id": QUOTE}))
    shown = (await stage.browser.get(f"/trace/{ORDER}/events/e5")).text
    assert "Not shown to you: limit." in shown
    assert f"&#34;order_id&#34;: &#34;{ORDER}&#34;" in shown


async def test_a_deal_that_is_not_there_is_a_page_that_says_so(stage):
    stage.sign_in("trace.read")
    answer = await stage.browser.get(f"/trace/{ORDER}")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
