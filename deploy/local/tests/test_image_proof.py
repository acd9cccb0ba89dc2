"""What the proof of the image would notice, and how it runs a service of the compose file."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from saleswire.image.fence import EXPECTED, breaches
from saleswire.image.look import seen
from saleswire.image.proof import NotProved, expect_nothing, lacking
from saleswire.image.stack import command, contained, environment_file
from saleswire.places import Place
from samples.demo.story import MAIN_STORY, TWICE


def told(*extra: str) -> dict[str, Any]:
    """The trace of a deal that was told in full, with more of these events."""
    names = [*MAIN_STORY, *TWICE, *extra]
    return {"events": [{"name": name} for name in names], "why_not_yet": []}


def test_a_deal_that_is_whole_lacks_nothing() -> None:
    assert lacking(told()) == []


@pytest.mark.parametrize("name", ["JobOrderCompleted", "PaymentReceived"])
def test_what_is_lost_or_double_is_noticed(name: str) -> None:
    lost = told()
    lost["events"].remove({"name": name})
    count = Counter(event["name"] for event in told()["events"])[name]
    assert lacking(lost) == [f"{name} happened {count - 1} times"]
    assert lacking(told(name)) == [f"{name} happened {count + 1} times"]


def test_what_still_has_to_happen_is_noticed() -> None:
    assert lacking({**told(), "why_not_yet": ["the invoice"]}) == ["the invoice"]
    with pytest.raises(NotProved, match="the trace: the invoice"):
        expect_nothing("the trace", ["the invoice"])


def test_a_container_that_may_what_it_must_not_is_noticed() -> None:
    assert breaches(json.dumps(EXPECTED)) == []
    assert breaches(json.dumps({**EXPECTED, "user": 0, "tools": ["pip"]})) == [
        "user is 0, not 10001",
        "tools is ['pip'], not []",
    ]


def test_this_machine_would_not_pass_for_a_container() -> None:
    found = breaches(json.dumps(seen()))
    assert any(words.startswith("writable is ['/tmp'") or "'/tmp'" in words for words in found)
    assert any(words.startswith("tools is") for words in found)
    assert any(words.startswith("setuid is") for words in found)


def test_a_service_is_run_as_the_compose_file_fences_it(tmp_path: Path) -> None:
    place = Place(state=tmp_path)
    services = contained(place)
    words = command(place, "quotes", services["quotes"], ("postgres", "kafka"))
    text = " ".join(words)
    assert "--read-only --read-only-tmpfs=false --cap-drop ALL --security-opt no-new-privileges" in text
    assert "--detach --restart always --stop-timeout 12" in text
    assert "--tmpfs /var/lib/saleswire" in text
    assert words[-2:] == ["serve", "quotes"]
    password = services["quotes"]["environment"]["SALESWIRE_KAFKA_PASSWORD"]
    assert password not in text
    file = environment_file(place, "quotes", services["quotes"]["environment"])
    assert f"SALESWIRE_KAFKA_PASSWORD={password}\n" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_job_runs_to_its_end_and_is_not_kept(tmp_path: Path) -> None:
    place = Place(state=tmp_path)
    words = command(place, "migrate", contained(place)["migrate"], ())
    assert "--rm" in words
    assert "--detach" not in words
