"""What two states of a quote differ in, and numbers as people type them."""

import pytest
from stand_ins.quotes import OPTION, content, line, totals

from web.sections.quotes.differences import field_changes, line_changes
from web.sections.quotes.numbers import NotANumber, fraction, number_of, percent


def states(was: list, now: list) -> list[tuple[str, str]]:
    return [(change.number, change.state) for change in line_changes(was, now, "EUR")]


def test_a_line_is_known_by_its_product_though_its_id_is_new() -> None:
    assert states([line(line_id="a")], [line(line_id="b")]) == [("PS-240", "same")]


def test_a_removed_line_stands_where_it_stood() -> None:
    was = [line(), line(OPTION, "1", position=2), line(quantity="7", position=3)]
    now = [line(), line(quantity="7", position=2)]
    assert states(was, now) == [("PS-240", "same"), ("OP-HSG", "removed"), ("PS-240", "same")]


def test_the_same_product_twice_is_paired_with_its_equal_first() -> None:
    was = [line(quantity="1"), line(quantity="2", position=2)]
    now = [line(quantity="2"), line(quantity="9", position=2)]
    assert states(was, now) == [("PS-240", "same"), ("PS-240", "changed")]


def test_what_an_early_revision_did_not_keep_is_no_difference() -> None:
    early = content(client=None, distributor=None, project=None, quoted_on=None, shipping_address=None)
    assert [change.label for change in field_changes(early, content(terms="14 days"))] == ["Terms of payment"]


def test_another_tax_on_freight_is_a_difference() -> None:
    exempt = totals(freight_tax={"treatment_id": "t", "rate": "0", "text": "Export"})
    [change] = field_changes(content(), content(totals=exempt))
    assert (change.label, change.was, change.now) == ("Tax on freight", "with the goods", "0 %, Export")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12", "12"), ("1 234,50", "1234.50"), ("1,234.50", "1234.50"), ("1.234,5", "1234.5"), (".5", "0.5")],
)
def test_numbers_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert str(number_of(typed, 4)) == read


@pytest.mark.parametrize("typed", ["", "-1", "1e5", "12 pcs", "1.2.3", "0.00001", "NaN"])
def test_what_is_no_number_says_so(typed: str) -> None:
    with pytest.raises(NotANumber):
        number_of(typed, 4)


def test_percent_and_fraction_are_each_others_inverse() -> None:
    assert percent(fraction("7.5 %")) == "7.5"
    with pytest.raises(NotANumber):
        fraction("101")
