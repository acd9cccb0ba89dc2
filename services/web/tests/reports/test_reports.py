"""Reports: what is asked stands in the address, amounts add up, lists behind them, spreadsheets are safe."""

from decimal import Decimal

from stand_ins import refused, reporting, said

from web.sections import SECTIONS
from web.sections.reports.sales import Asked, as_csv, name, orders_behind, table

SIDEBAR = SECTIONS.sidebar()
CLIENT = "01900000-0000-7000-8000-0000000000c1"


def row(period, key, net, label="Norrland Skog AB", currency="EUR"):
    """One row of the API."""
    return reporting.sales_row(period=period, key=key, net=net, label=label, currency=currency)


ROWS = [
    row("2026-10-01", CLIENT, "100.10"),
    row("2026-11-01", CLIENT, "50.20"),
    row("2026-11-01", "b", "500.00", "B"),
]


def report(*rows):
    """The sales report."""
    return said(reporting.sales(rows=list(rows)))


def test_lines_are_ordered_by_their_total_and_totals_add_up():
    found = table(ROWS, Asked(by="client"))
    assert found.periods == ["2026-10-01", "2026-11-01"]
    assert [line.label for line in found.lines] == ["B", "Norrland Skog AB"]
    assert [str(line.total) for line in found.totals] == ["650.30"]


def test_currencies_are_never_added():
    found = table([*ROWS, row("2026-11-01", CLIENT, "7", currency="USD")], Asked(by="client"))
    assert [(line.currency, str(line.total)) for line in found.totals] == [("EUR", "650.30"), ("USD", "7")]
    assert found.drawn == ""


def test_a_number_leads_to_its_orders_where_the_list_can_tell_them():
    line = table(ROWS, Asked(by="client")).lines[1]
    href = orders_behind(line, "2026-11-01", Asked(by="client", to="2026-11-20"), SIDEBAR)
    assert href == f"/orders?client_id={CLIENT}&placed_on.gte=2026-11-01&placed_on.lte=2026-11-20"
    line.nets["2026-12-01"] = Decimal(-5)  # more was cancelled than placed
    href = orders_behind(line, "2026-12-01", Asked(by="client"), SIDEBAR)
    days = "cancelled_on.gte=2026-12-01&cancelled_on.lte=2026-12-31&placed_on.lte=2026-12-31"
    assert href == f"/orders?client_id={CLIENT}&{days}"
    assert orders_behind(line, "2026-11-01", Asked(by="product"), SIDEBAR) == ""
    assert orders_behind(line, "2026-11-01", Asked(by="client", measure="invoiced"), SIDEBAR) == ""


def test_periods_have_names():
    assert [name("2026-11-01", kind) for kind in ("month", "quarter", "year", "day")] == [
        "Nov 2026", "Q4 2026", "2026", "1 Nov 2026",
    ]  # fmt: skip


def test_a_name_that_looks_like_a_formula_is_text_in_a_spreadsheet():
    assert "'=HYPERLINK" in as_csv([row("2026-11-01", "x", "1", '=HYPERLINK("x")')], Asked())


async def test_what_is_asked_stands_in_the_address_and_reaches_reporting(stage):
    stage.sign_in("reports.read", "orders.read")
    stage.gateway.on("GET", "/api/reports/sales", report(*ROWS))
    shown = (await stage.browser.get("/reports/sales?by=client&from=2026-10-01&as_of=2026-11-05&to=")).text
    [asked] = stage.gateway.sent("GET", "/api/reports/sales")
    assert dict(asked.url.params) == {
        "by": "client", "period": "month", "measure": "booked", "from": "2026-10-01", "as_of": "2026-11-05",
    }  # fmt: skip
    assert "As of the end of 5 Nov 2026" in shown
    assert f'href="/clients/{CLIENT}"' not in shown
    assert "/reports/sales.csv?by=client&amp;period=month&amp;measure=booked&amp;from=2026-10-01" in shown


async def test_a_refused_question_keeps_the_form_and_says_what_is_wrong(stage):
    stage.sign_in("reports.read")
    wrong = [{"pointer": "/to", "detail": "must not be before from"}]
    stage.gateway.on("GET", "/api/reports/sales", refused(422, "This does not fit", errors=wrong))
    answer = await stage.browser.get("/reports/sales?from=2026-11-05&to=2026-11-01")
    assert answer.status_code == 422
    assert "must not be before from" in answer.text
    assert 'value="2026-11-05"' in answer.text


async def test_the_same_rows_come_as_a_file(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", "/api/reports/sales", report(*ROWS))
    answer = await stage.browser.get("/reports/sales.csv?by=client")
    assert answer.headers["content-disposition"] == 'attachment; filename="sales-by-client.csv"'
    assert answer.text.splitlines()[1] == "2026-10-01,Norrland Skog AB,EUR,100.10,1,1"


async def test_steps_stand_in_the_order_of_the_story(stage):
    stage.sign_in("reports.read")
    steps = [reporting.funnel_row(stage=each) for each in ("invoice-paid", "quote-drafted", "order-placed")]
    stage.gateway.on("GET", "/api/reports/funnel", said(reporting.funnel(rows=steps)))
    shown = (await stage.browser.get("/reports/funnel")).text
    assert shown.index("Quote drafted") < shown.index("Order placed") < shown.index("Invoice paid")
    assert "50 % were accepted" in shown
