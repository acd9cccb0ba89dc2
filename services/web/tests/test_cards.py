"""What a card shows of a row, where a screen is too narrow for a table."""

from web.lists.cards import places
from web.lists.spec import ListSpec
from web.lists.state import Column
from web.sections.orders.section import ORDERS
from web.sections.parties.section import CLIENTS


def column(key: str, kind: str = "text") -> Column:
    return Column(key, key, kind, True, True, True, True, (), ())


def card(spec: ListSpec, *columns: Column) -> dict[str, str]:
    return {place: key for key, place in places(spec, columns).items()}


def test_an_order_is_its_number_client_status_day_and_sum() -> None:
    shown = card(
        ORDERS,
        column("number"),
        column("client_name"),
        column("project"),
        column("ordered_on", "date"),
        column("status", "enum"),
        column("owner_id", "uuid"),
        column("estimated_ship_date", "date"),
        column("gross", "money"),
    )

    assert shown == {
        "title": "number",
        "about": "client_name",
        "when": "ordered_on",
        "status": "status",
        "figure": "gross",
    }


def test_money_stands_before_a_number_of_units_wherever_it_is() -> None:
    shown = card(ORDERS, column("number"), column("lines", "int"), column("net", "money"))

    assert shown["figure"] == "net"


def test_without_money_a_quantity_is_the_figure() -> None:
    assert card(ORDERS, column("number"), column("lines", "int"))["figure"] == "lines"


def test_a_place_that_no_column_fits_stays_empty() -> None:
    assert card(CLIENTS, column("name")) == {"title": "name"}
