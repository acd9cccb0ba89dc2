"""What is promised to everybody who reads our messages, now and in ten years."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.event import Event, Message, new_id
from contracts.identity import PersonLeft, TeamFormed
from contracts.messages import all_messages
from contracts.steps import Stage, Step
from contracts.telling import Tells, Whom
from contracts.tickets import Department
from contracts.values import Amount, ItemKind

HERE = Path(__file__).parent.parent
MESSAGES = [message for _, message in all_messages()]
EVENTS = [message for message in MESSAGES if issubclass(message, Event)]
BY_TYPE = {message.type: message for message in MESSAGES}
EXAMPLES = sorted((HERE / "examples").glob("*.json"))


def test_every_type_is_said_by_one_class_only() -> None:
    assert len(BY_TYPE) == len(MESSAGES)


def test_every_stream_names_the_permission_that_opens_its_bodies() -> None:
    closed = {
        message.stream.name for message in MESSAGES if not re.fullmatch(r"\w+\.\w+", message.stream.opens)
    }
    assert not closed


def test_every_event_states_what_people_read_for_it() -> None:
    assert [
        event.__name__ for event in EVENTS if not re.fullmatch(r"[A-Z][a-z]+( [a-z]+)+", event.label)
    ] == []
    assert len({event.label for event in EVENTS}) == len(EVENTS)


def test_no_two_events_tell_the_owner_of_their_document_the_same() -> None:
    told = [tells.kind for event in EVENTS for tells in event.tells if Whom.OWNER in tells.whom]
    assert len(told) == len(set(told)) > 0


def test_what_is_asked_is_settled_by_a_later_event_of_the_same_document() -> None:
    asked = {(event.stream.name, tells.kind) for event in EVENTS for tells in event.tells if tells.asks}
    settled = {(event.stream.name, kind) for event in EVENTS for kind in event.settles}
    assert asked == settled


def test_departments_that_are_told_are_those_that_tickets_wait_for() -> None:
    told = {tells.department for event in EVENTS for tells in event.tells if tells.department}
    assert told <= {*Department} - {Department.UNKNOWN}


def test_a_group_is_told_only_what_it_is_asked() -> None:
    with pytest.raises(TypeError, match="a group is told only what it is asked"):
        Tells("order-made", department="production")


def test_a_step_that_is_counted_by_a_day_which_the_event_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="has no day 'formed_on'"):

        class Dayless(Event, stream=TeamFormed.stream, name="dayless", label="Team counted"):
            step: ClassVar = Step(stage=Stage.ORDER, funnel="team-formed", on="formed_on")

            team_id: UUID


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.type)
def test_every_message_has_a_schema_and_a_golden_example(message: type[Message]) -> None:
    assert (HERE / "schemas" / f"{message.type}.json").exists()
    assert (HERE / "examples" / f"{message.type}.json").exists()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_message_ever_published_can_still_be_read(path: Path) -> None:
    example = json.loads(path.read_text())
    message = BY_TYPE[example["headers"]["ce_type"]].read(json.dumps(example["body"]))
    assert message.type == path.stem
    assert str(message.key) == example["key"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_reader_of_today_ignores_fields_of_tomorrow(path: Path) -> None:
    example = json.loads(path.read_text())
    kind = BY_TYPE[example["headers"]["ce_type"]]
    tomorrow = _with_unknown_fields(example["body"])
    assert kind.read(json.dumps(tomorrow)) == kind.read(json.dumps(example["body"]))


def _with_unknown_fields(value: object) -> object:
    if isinstance(value, dict):
        return {key: _with_unknown_fields(item) for key, item in value.items()} | {"added_tomorrow": {"a": 1}}
    return [_with_unknown_fields(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_written_reads_back_the_same(path: Path) -> None:
    example = json.loads(path.read_text())
    message = BY_TYPE[example["headers"]["ce_type"]].read(json.dumps(example["body"]))
    assert type(message).read(message.written()) == message


def test_a_value_that_an_enumeration_does_not_know_becomes_unknown() -> None:
    assert ItemKind("hologram") is ItemKind.UNKNOWN


def test_a_publisher_cannot_write_a_field_that_the_contract_does_not_have() -> None:
    with pytest.raises(ValidationError):
        PersonLeft.model_validate({"person_id": new_id(), "salary": 1})


def test_an_event_that_cannot_be_keyed_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match="has no field team_id"):

        class Broken(Event, stream=TeamFormed.stream, name="broken"):
            nothing: int


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.type)
def test_a_schema_lets_readers_pass_over_fields_of_tomorrow(message: type[Message]) -> None:
    assert "additionalProperties" not in (HERE / "schemas" / f"{message.type}.json").read_text()


def test_ids_rise_with_time_and_say_that_they_are_version_seven() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {id.version for id in ids} == {7}
    assert [id.int >> 80 for id in ids] == sorted(id.int >> 80 for id in ids)


def test_readers_see_every_decimal_as_a_string_with_its_pattern() -> None:
    def decimals(schema: object) -> Iterator[dict[str, object]]:
        if isinstance(schema, dict):
            if schema.get("type") == "number" or str(schema.get("pattern", "")).find("[0-9]") >= 0:
                yield schema
            for part in schema.values():
                yield from decimals(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from decimals(part)

    found = [each for _, message in all_messages() for each in decimals(message.model_json_schema())]
    assert len(found) > 100
    assert {each["type"] for each in found} == {"string"}


@pytest.mark.parametrize("amount", ["0", "-12.5", "999999999999999.9999"])
def test_the_pattern_of_an_amount_takes_what_an_amount_may_be(amount: str) -> None:
    pattern = TypeAdapter(Amount).json_schema()["pattern"]
    assert re.fullmatch(pattern, amount)
    assert TypeAdapter(Amount).validate_python(amount) == Decimal(amount)
    assert not re.fullmatch(pattern, f"{amount}E2")
