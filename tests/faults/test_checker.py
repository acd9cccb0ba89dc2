"""A checker that cannot fail proves nothing: each kind of defect is planted and must be caught."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.faults.checker import check, counts
from tests.faults.history import History, Operation, versions
from tests.faults.rows import Effect, Evidence, Heard, Kept, OrderSum, Said, Series, Shelf, Sum

QUOTE, ORDER = "q1", "o1"
SENT = "sales.quote.sent.v1"
ACCEPTED = "sales.quote.accepted.v1"


def event(id: str, stream: str, about: str, sequence: int, offset: int, **more: str) -> Said:
    """A record on partition 3."""
    return Said(id, stream, about, sequence, more.pop("type", SENT), 3, offset, **more)


def command(id: str, stream: str, about: str, sequence: int) -> Operation:
    """A command that was answered."""
    wrote = ((stream, about, sequence),)
    return Operation(f"POST {stream}", "hash", op_id=id, outcome="ok", wrote=wrote, attempts=1)


def sound() -> Evidence:
    """A quote of three versions that became an order, and all the sums right."""
    return Evidence(
        operations=[command(f"c{n}", "quote", QUOTE, n) for n in (1, 2, 3)],
        kept=[Kept("quote", QUOTE, 3), Kept("order", ORDER, 1)],
        said=[
            event("e1", "quote", QUOTE, 1, 10, causation_id="c1", via="script"),
            event("e2", "quote", QUOTE, 2, 11, causation_id="c2", via="script"),
            event("e1", "quote", QUOTE, 1, 12, causation_id="c1", via="script"),  # delivered again
            event("e2", "quote", QUOTE, 2, 13, causation_id="c2", via="script"),
            event("e3", "quote", QUOTE, 3, 14, causation_id="c3", via="script", type=ACCEPTED),
            event("e4", "order", ORDER, 1, 7, causation_id="e3", via="reaction:orders.reactions"),
        ],
        journaled={"e1", "e2", "e3", "e4"},
        effects=[Effect("e3", ACCEPTED, "orders.reactions", 1)],
        heard=[Heard("orders.reactions", "quote", QUOTE, 3)],
        listeners=[("orders.reactions", "quote")],
        orders=[OrderSum("SO-1", Decimal("100.00"), Decimal("60.00"), Decimal("30.00"), Decimal("10.00"))],
        shelves=[Shelf("TS", Decimal(100), Decimal(40), Decimal(60), Decimal(60))],
        series=[Series("INV-2026", (2, 1, 3), 3)],
        sums=[Sum("quote of SO-1", Decimal("100.00"), Decimal("100.0"))],
        unsent={"quotes": 0},
    )


def without(evidence: Evidence, id: str) -> None:
    evidence.said = [event for event in evidence.said if event.id != id]


def lose_an_event(evidence: Evidence) -> None:
    without(evidence, "e3")


def lose_it_before_the_journal(evidence: Evidence) -> None:
    without(evidence, "e3")
    evidence.journaled.discard("e3")


def double_an_event(evidence: Evidence) -> None:
    evidence.said.append(event("e9", "quote", QUOTE, 3, 15))
    evidence.journaled.add("e9")


def invent_an_event(evidence: Evidence) -> None:
    evidence.said.append(event("e9", "order", "o2", 1, 15))
    evidence.journaled.add("e9")


def say_what_was_rolled_back(evidence: Evidence) -> None:
    evidence.said.append(event("e9", "quote", QUOTE, 4, 15))
    evidence.heard = [Heard("orders.reactions", "quote", QUOTE, 4)]
    evidence.journaled.add("e9")


def say_what_is_not_journaled(evidence: Evidence) -> None:
    evidence.journaled.discard("e4")


def put_a_hole_in_a_sequence(evidence: Evidence) -> None:
    without(evidence, "e2")
    evidence.journaled.discard("e2")


def swap_two_events(evidence: Evidence) -> None:
    evidence.said = [replace(e, offset=15) if e.id == "e1" else e for e in evidence.said]


def scatter_an_aggregate(evidence: Evidence) -> None:
    evidence.said = [replace(e, partition=4) if e.id == "e3" else e for e in evidence.said]


def double_an_effect(evidence: Evidence) -> None:
    evidence.effects = [Effect("e3", ACCEPTED, "orders.reactions", 2)]


def lose_an_effect(evidence: Evidence) -> None:
    evidence.effects = [Effect("e3", ACCEPTED, "orders.reactions", 0)]


def miss_the_last_event(evidence: Evidence) -> None:
    evidence.heard = [Heard("orders.reactions", "quote", QUOTE, 2)]


def hear_nothing(evidence: Evidence) -> None:
    evidence.heard = []


def forget_an_acknowledged_command(evidence: Evidence) -> None:
    evidence.operations.append(command("c4", "quote", "q2", 1))


def roll_back_an_acknowledged_command(evidence: Evidence) -> None:
    evidence.operations.append(command("c4", "quote", QUOTE, 4))


def acknowledge_without_a_version(evidence: Evidence) -> None:
    evidence.operations[0].wrote = ()


def do_a_command_twice(evidence: Evidence) -> None:
    evidence.kept.append(Kept("quote", "q2", 1))
    evidence.said.append(event("e9", "quote", "q2", 1, 15, causation_id="c1-again", via="script"))
    evidence.heard.append(Heard("orders.reactions", "quote", "q2", 1))
    evidence.journaled.add("e9")


def answer_two_commands_with_one_version(evidence: Evidence) -> None:
    evidence.operations.append(command("c4", "quote", QUOTE, 3))


def leave_a_command_undecided(evidence: Evidence) -> None:
    evidence.operations.append(Operation("POST quote", "hash"))


def drop_a_cent(evidence: Evidence) -> None:
    evidence.orders = [replace(evidence.orders[0], invoiced=Decimal("59.99"))]


def report_a_cent_too_much(evidence: Evidence) -> None:
    evidence.sums = [Sum("booked by client", Decimal("100.01"), Decimal("100.00"))]


def oversell_a_unit(evidence: Evidence) -> None:
    evidence.shelves = [replace(evidence.shelves[0], reserved=Decimal(61))]


def lose_a_unit(evidence: Evidence) -> None:
    evidence.shelves = [replace(evidence.shelves[0], on_hand=Decimal(59), reserved=Decimal(0))]


def skip_an_invoice_number(evidence: Evidence) -> None:
    evidence.series = [Series("INV-2026", (1, 2, 4), 4)]


def give_an_invoice_number_twice(evidence: Evidence) -> None:
    evidence.series = [Series("INV-2026", (1, 2, 2), 3)]


def count_a_number_that_nobody_has(evidence: Evidence) -> None:
    evidence.series = [Series("INV-2026", (1, 2, 3), 4)]


def park_a_key(evidence: Evidence) -> None:
    evidence.parked = ["orders.reactions sales.quote.v1: handler failed"]


def break_a_journal(evidence: Evidence) -> None:
    evidence.broken_journals = ["orders at 7: changed"]


def leave_a_row_unsent(evidence: Evidence) -> None:
    evidence.unsent = {"quotes": 1}


DEFECTS: dict[Callable[[Evidence], None], set[tuple[str, str]]] = {  # what is found, by whom
    lose_an_event: {("lost", "B"), ("phantom", "E")},  # heard to 3 of 2
    lose_it_before_the_journal: {("lost", "B"), ("phantom", "E")},
    double_an_event: {("doubled", "B"), ("disordered", "D")},
    invent_an_event: {("phantom", "C")},
    say_what_was_rolled_back: {("phantom", "C")},
    say_what_is_not_journaled: {("phantom", "C")},
    put_a_hole_in_a_sequence: {("lost", "B"), ("disordered", "D")},
    swap_two_events: {("disordered", "D")},
    scatter_an_aggregate: {("disordered", "D")},
    double_an_effect: {("doubled", "E")},
    lose_an_effect: {("lost", "E")},
    miss_the_last_event: {("lost", "E")},
    hear_nothing: {("lost", "E")},
    forget_an_acknowledged_command: {("lost", "A")},
    roll_back_an_acknowledged_command: {("lost", "A")},
    acknowledge_without_a_version: {("lost", "A"), ("doubled", "C")},
    do_a_command_twice: {("doubled", "C")},
    answer_two_commands_with_one_version: {("doubled", "A")},
    leave_a_command_undecided: {("undecided", "A")},
    drop_a_cent: {("money", "sums")},
    report_a_cent_too_much: {("money", "sums")},
    oversell_a_unit: {("oversold", "sums")},
    lose_a_unit: {("stock", "sums")},
    skip_an_invoice_number: {("gap", "sums")},
    give_an_invoice_number_twice: {("gap", "sums")},
    count_a_number_that_nobody_has: {("gap", "sums")},
    park_a_key: {("parked", "end")},
    break_a_journal: {("journal", "end")},
    leave_a_row_unsent: {("unsent", "end")},
}


def test_sound_rows_give_nothing() -> None:
    assert check(sound()) == []


@pytest.mark.parametrize("plant", DEFECTS, ids=lambda plant: plant.__name__)
def test_a_planted_defect_is_caught_by_name(plant: Callable[[Evidence], None]) -> None:
    evidence = sound()
    plant(evidence)
    found = {(finding.kind, finding.join) for finding in check(evidence)}
    assert found == DEFECTS[plant]


def test_findings_are_counted_by_kind_with_zeros() -> None:
    evidence = sound()
    drop_a_cent(evidence)
    park_a_key(evidence)
    expected = {"lost": 0, "doubled": 0, "phantom": 0, "disordered": 0, "money": 1, "parked": 1}
    assert counts(check(evidence)) == expected


def test_a_version_header_names_all_that_was_written() -> None:
    assert versions("quote/q1/2, order/o1/1") == (("quote", "q1", 2), ("order", "o1", 1))
    assert versions("") == ()


def test_the_history_keeps_every_attempt(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    operation = history.begin("POST /api/quotes", {"b": 1, "a": 2})
    history.note(operation, "info", "ReadTimeout")
    history.note(operation, "ok", "201")
    history.close()
    assert (history.count("ok"), history.count("info"), history.repeated) == (1, 0, 1)
    assert len((tmp_path / "history.jsonl").read_text().splitlines()) == 2
