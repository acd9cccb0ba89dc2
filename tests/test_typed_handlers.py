"""A handler of another event is found before anything runs: by the type checker."""

import textwrap
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[1]
HEAD = """
from collections.abc import Sequence

from chassis.inbound import Projections
from chassis.inbound import Reactions, Received
from chassis.work import Work
from contracts.quotes import QuoteAccepted, QuoteContent, QuoteDeclined, QuoteDrafted

react, project = Reactions(), Projections()

"""
RIGHT = """
@react.on(QuoteAccepted)
async def one(work: Work, received: Received[QuoteAccepted]) -> None:
    print(received.event.accepted_on)

@react.on(QuoteAccepted, QuoteDeclined)
async def two(work: Work, received: Received[QuoteAccepted | QuoteDeclined]) -> None:
    print(received.event.quote_id)

@project.on(QuoteDrafted)
async def wider(work: Work, batch: Sequence[Received[QuoteContent]]) -> None:
    print(len(batch))
"""
WRONG = """
@react.on(QuoteAccepted)
async def another(work: Work, received: Received[QuoteDeclined]) -> None:
    print(received)
---
@react.on(QuoteAccepted, QuoteDeclined)
async def one_of_two(work: Work, received: Received[QuoteDeclined]) -> None:
    print(received)
---
@project.on(QuoteDrafted)
async def no_batch(work: Work, received: Received[QuoteDrafted]) -> None:
    print(received)
---
@project.on(QuoteDrafted, QuoteDeclined)
async def others(work: Work, batch: Sequence[Received[QuoteContent]]) -> None:
    print(batch)
"""


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the type checker says, by file."""
    folder = tmp_path_factory.mktemp("typed")
    samples = {"right": RIGHT, **{f"wrong{n}": text for n, text in enumerate(WRONG.split("---"))}}
    for name, text in samples.items():
        (folder / f"{name}.py").write_text(HEAD + textwrap.dedent(text))
    files = [str(folder / f"{name}.py") for name in samples]
    said, trouble, _ = api.run(["--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary", *files])
    assert trouble == ""
    found: dict[str, list[str]] = {name: [] for name in samples}
    for line in said.splitlines():
        if ": error: " in line:
            found[Path(line.split(":")[0]).stem].append(line)
    return found


@pytest.mark.timeout(300)
def test_a_handler_of_what_it_is_registered_for_passes(errors: dict[str, list[str]]) -> None:
    assert errors["right"] == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("sample", [f"wrong{n}" for n in range(4)])
def test_a_handler_of_another_event_does_not_pass(errors: dict[str, list[str]], sample: str) -> None:
    assert len(errors[sample]) == 1
    assert "[arg-type]" in errors[sample][0]
