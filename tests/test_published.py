"""What was published stays true: later schemas only add optional fields; whom a break would hit is named."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import contracts.messages
from contracts.additive import Break, breaks
from contracts.event import Event
from saleswire.published.release import NOW, RELEASED, broken, publish
from tests.readers import readers, who_reads

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = "sales.quote.accepted.v1"
# What outsiders say is bounded like what people type: longer facts are refused, and written down.
BOUNDED = {
    Break("PaymentReported", "invoice_number", "has a smaller maxLength"),
    Break("PaymentReported", "reference", "has a smaller maxLength"),
    Break("JobFinished", "serial_numbers", "has a smaller maxItems"),
}
Change = Callable[[dict[str, Any]], Any]


def released(type_: str) -> dict[str, Any]:
    """The schema as it was published last."""
    found: dict[str, Any] = json.loads((ROOT / RELEASED / f"{type_}.json").read_text())
    return found


def property_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """One field's schema."""
    found: dict[str, Any] = schema["properties"][name]
    return found


def test_every_message_that_was_published_can_be_read_as_before() -> None:
    wrong = {each for found in broken(ROOT).values() for each in found} - BOUNDED
    known = readers() if wrong else {}
    assert [f"{each}; read by {who_reads(each.owner, each.field, known)}" for each in wrong] == []


def test_every_publisher_is_proved_to_say_what_its_examples_show() -> None:
    shared = [(ROOT / "chassis" / "tests", module) for module in contracts.messages.SHARED.values()]
    own = [
        (ROOT / "services" / publisher / "tests", module)
        for publisher, module in contracts.messages.PUBLISHERS.items()
    ]
    for tests, module in own + shared:
        events = [each for each in contracts.messages.messages_of(module) if issubclass(each, Event)]
        if any(not event.stream.foreign for event in events):
            proofs = [proof.read_text() for proof in tests.glob("test_*.py")]
            name = module.__name__
            assert any(f", {name}) == []" in proof for proof in proofs), f"nobody proves what {name} says"


@pytest.mark.timeout(400)
def test_renaming_an_optional_field_names_who_reads_it() -> None:
    before = released(ACCEPTED)
    after = deepcopy(before)
    assert "external_ref" not in after["required"]
    after["properties"]["reference"] = after["properties"].pop("external_ref")
    (found,) = breaks(before, after)
    assert str(found) == "QuoteAccepted.external_ref was removed or renamed"
    known = readers()
    assert who_reads(found.owner, found.field, known) == ["orders"]
    assert who_reads("LineItem", "net", known) == ["kernel", "orders", "reporting"]


def test_an_optional_field_may_be_added() -> None:
    before = released(ACCEPTED)
    after = deepcopy(before)
    after["properties"]["gift"] = {"type": "boolean", "default": False}
    after["$defs"]["LineItem"]["properties"]["colour"] = {"type": "string", "default": ""}
    assert breaks(before, after) == []


KINDS: dict[str, tuple[Change, str]] = {
    "removed": (lambda s: s["properties"].pop("terms"), "terms was removed or renamed"),
    "required": (lambda s: s["required"].append("external_ref"), "external_ref is required now"),
    "no longer sent": (lambda s: s["required"].remove("number"), "number may be missing now"),
    "new and required": (
        lambda s: (s["properties"].update(gift={"type": "boolean"}), s["required"].append("gift")),
        "gift is new and required",
    ),
    "retyped": (
        lambda s: property_of(s, "number").update(type="integer"),
        "number was string and is integer",
    ),
    "another format": (
        lambda s: property_of(s, "quote_id").pop("format"),
        "quote_id was uuid and is string",
    ),
    "another default": (
        lambda s: property_of(s, "external_ref").update(default="none"),
        "external_ref means something else where it is missing",
    ),
    "narrowed": (lambda s: property_of(s, "number").update(maxLength=3), "number has a smaller maxLength"),
    "an enumeration": (
        lambda s: s["$defs"]["ItemKind"]["enum"].remove("option"),
        "kind cannot be option any more",
    ),
    "deep inside": (lambda s: s["$defs"]["Money"]["properties"].pop("amount"), ""),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_break_is_found(kind: str) -> None:
    before = released(ACCEPTED)
    before["$defs"].setdefault("Money", {"properties": {"amount": {"type": "string"}}, "title": "Money"})
    before["properties"].setdefault("fee", {"$ref": "#/$defs/Money"})
    after = deepcopy(before)
    change, words = KINDS[kind]
    change(after)
    found = breaks(before, after)
    assert len(found) == 1
    assert str(found[0]).endswith(words or "amount was removed or renamed")


def test_a_release_keeps_the_schemas_of_now(tmp_path: Path) -> None:
    (tmp_path / NOW).mkdir(parents=True)
    (tmp_path / NOW / f"{ACCEPTED}.json").write_text(json.dumps(released(ACCEPTED)))
    assert publish(tmp_path) == [ACCEPTED]
    assert publish(tmp_path) == []
    (tmp_path / NOW / f"{ACCEPTED}.json").unlink()
    assert ACCEPTED in broken(tmp_path)


def test_no_type_that_was_published_is_gone() -> None:
    types = {message.type for _, message in contracts.messages.all_messages()}
    assert {path.stem for path in (ROOT / RELEASED).glob("*.json")} - types == set()
