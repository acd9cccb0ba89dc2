"""A deal as one picture: what happened and when, what it waits for, who can move it, each event whole."""

from zoneinfo import ZoneInfo

from stand_ins import reporting, said
from stand_ins.reporting import CLIENT, ORDER, QUOTE, REASON, standing

from web.reading import Reader
from web.sections import SECTIONS
from web.sections.trace.picture import picture
from web.sections.trace.story import EVENTS

SIDEBAR = SECTIONS.sidebar()
API = f"/api/trace/{ORDER}"


def event(number, name, kind, document, cause=None, lag=None, via="web", **body):
    """One event, so many seconds after the first."""
    known = EVENTS[name]
    return reporting.event(
        id=f"e{number}",
        name=name,
        label=known.label,
        stage=known.step and known.step.stage,
        type=f"sales.{kind}.x.v1",
        kind=kind,
        document_id=document,
        document="Q-1" if document == QUOTE else "SO-1" if document == ORDER else "",
        sequence=number,
        time=f"2026-11-22T13:00:{number:02}Z",
        after_cause_ms=lag,
        after_previous_ms=1000.0 if number else None,
        after_start_ms=1000.0 * number,
        causation_id=cause,
        via=via,
        body=body,
    )


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
    documents = [
        reporting.document(changed_at="2026-11-22T13:00:02Z"),
        reporting.document(id=ORDER, kind="order", number="SO-1", status="held"),
    ]
    known = {"documents": documents, "events": events, "why_not_yet": [reporting.waiting()]}
    return reporting.trace(**known | changes)


def everything(kind, id):
    """The pages that somebody has who may read all."""
    return SIDEBAR.page_of(kind, id, lambda _: True)


def test_a_step_says_how_long_after_its_cause_it_came_and_that_nobody_did_it():
    drafted = picture(deal(), everything).steps[3]
    assert (drafted.name, drafted.lag, drafted.automatic) == (
        "Order drafted",
        "15 ms after its trigger",
        True,
    )
    sent = picture(deal(), everything).steps[1]
    assert (sent.lag, sent.automatic, sent.actor) == ("1 s later", False, "Elin Sand")


def test_a_payment_was_reported_by_accounting_and_did_not_happen_by_itself():
    paid = event(6, "PaymentReceived", "invoice", ORDER, via="reaction:billing.reactions")
    told = deal()
    told["events"].append(paid | {"reported_by": "accounting"})
    step = picture(told, everything).steps[6]
    assert (step.actor, step.automatic) == ("reported by accounting", False)


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


def test_a_step_and_a_milestone_stand_at_the_company_s_time_and_on_its_day():
    with Reader("en", ZoneInfo("Asia/Tokyo")).reading():
        shown = picture(deal(), everything)
    assert [(step.day, step.clock) for step in shown.steps[:2]] == [
        ("2026-11-22", "22:00:00"),
        ("", "22:00:01"),
    ]
    assert shown.milestones[0].title == "Quote drafted at 22 Nov 2026, 22:00:00 Asia/Tokyo"
    assert (shown.milestones[0].took, shown.milestones[1].took) == ("22:00:00", "+1 s")
    with Reader("en", ZoneInfo("Pacific/Kiritimati")).reading():
        assert picture(deal(), everything).steps[0].day == "2026-11-23"


def test_a_step_is_called_and_stands_as_its_contract_says():
    known = deal()
    paid = event(6, "PaymentReceived", "invoice", "i")
    told = paid | {"label": "Money came", "stage": "credit"}
    strange = paid | {"id": "e7", "name": "InvoiceFolded", "label": "InvoiceFolded", "stage": None}
    shown = picture(known | {"events": [*known["events"], paid, told, strange]}, everything).steps[6:9]
    assert [(step.name, step.lane) for step in shown] == [
        ("Payment received", 5),
        ("Money came", 2),
        ("InvoiceFolded", 5),
    ]


def test_what_is_ahead_is_called_by_its_contract_too():
    waits = deal()["why_not_yet"][0]
    steps = picture(
        deal(why_not_yet=[waits | {"next_step": name} for name in ("JobOrderCompleted", "LaterInvented")]),
        everything,
    ).steps
    ahead = [(step.name, step.lane) for step in steps if step.state == "next"]
    assert ahead == [("Job order completed", 3), ("LaterInvented", 1)]


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
    stage.gateway.on("GET", f"{API}/events/e5", said(reporting.whole_event()))
    shown = (await stage.browser.get(f"/trace/{ORDER}/events/e5")).text
    assert "Not shown to you: limit." in shown
    assert f"&#34;order_id&#34;: &#34;{ORDER}&#34;" in shown


async def test_a_deal_that_is_not_there_is_a_page_that_says_so(stage):
    stage.sign_in("trace.read")
    answer = await stage.browser.get(f"/trace/{ORDER}")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def to_be_performed(number):
    """A service order of this number waits to be performed."""
    return reporting.waiting(
        next_step="ServicePerformed",
        reason="It waits for 2 day of SV-COM to be performed.",
        waits_for="operations",
        document=number,
        document_id="s1",
        kind="service-order",
    )


def test_a_deal_of_services_alone_is_performed_and_not_shipped():
    document = reporting.document(id="s1", kind="service-order", number="SV-1", status="open")
    waits = to_be_performed("SV-1")
    known = deal()
    shown = picture(
        known | {"documents": [*known["documents"], document], "why_not_yet": [waits]}, everything
    )
    names = [step.name for step in shown.steps]
    assert "Shipment dispatched" not in names
    (step,) = [step for step in shown.steps if step.name == "Service performed"]
    assert (step.href, step.state) == ("/service-orders/s1", "next")
    assert [
        (each.name, each.state) for each in shown.milestones if each.name in ("Shipped", "Performed")
    ] == [("Performed", "now")]


def test_what_was_done_of_a_part_is_no_milestone_of_the_deal():
    names = {"order": ["OrderReleased"], "delivery-order": ["DeliveryOrderReady", "ShipmentDispatched"],
             "invoice": ["InvoiceIssued", "PaymentReceived"]}  # fmt: skip
    done = [(kind, name) for kind, them in names.items() for name in them]
    events = [event(place, name, kind, kind) for place, (kind, name) in enumerate(done, start=6)]
    kinds = [*names, "service-order"]
    documents = [reporting.document(id=kind, kind=kind, number=kind, status="") for kind in kinds]
    waits = to_be_performed("service-order")
    shown = picture(deal(documents=documents, events=events, why_not_yet=[waits]), everything)
    states = {one.name: one.state for one in shown.milestones}
    assert (states["Shipped"], states["Performed"]) == ("done", "now")
    assert (states["Invoiced"], states["Paid"], states["Closed"]) == ("later", "later", "later")


async def test_an_order_is_fulfilled_where_the_trace_does_not_know_its_lines(stage):
    known = deal()
    quote, order = known["documents"]
    shown = known | {"documents": [quote, order | {"status": "partially-shipped"}]}
    stage.sign_in("trace.read", "orders.read")
    stage.gateway.on("GET", API, said(shown))
    assert "Partially fulfilled" in (await stage.browser.get(f"/trace/{ORDER}")).text


async def test_the_trace_says_what_of_the_deal_stands_still(stage):
    stage.sign_in("trace.read")
    stage.gateway.on("GET", API, said(deal(standing=[standing(QUOTE, "quote"), standing(ORDER, "order")])))
    assert (await stage.browser.get(f"/trace/{ORDER}")).text.count(REASON) == 2
