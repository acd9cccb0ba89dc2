"""Compare what a service really says with the golden examples of its contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import contracts
from chassis.testing import Stage
from contracts.catalogue import messages_of
from contracts.event import Event

EXAMPLES = Path(contracts.__file__).parent / "examples"
SAID = "SELECT type, body FROM journal UNION ALL SELECT type, body FROM outbox WHERE kind = 'event'"


async def unlike_their_examples(stage: Stage, publisher: ModuleType) -> list[str]:
    """Events of a publisher that were not said on this stage, and fields that are not as in the examples."""
    said: dict[str, list[Any]] = {}
    for row in await stage.rows(SAID):
        said.setdefault(row["type"], []).append(json.loads(row["body"]))
    wrong = []
    for message in messages_of(publisher):
        if issubclass(message, Event) and not message.stream.foreign:
            example = json.loads((EXAMPLES / f"{message.type}.json").read_text())["body"]
            bodies = said.get(message.type)
            found = {each for body in bodies or () for each in differences(example, body)}
            wrong += [f"{message.__name__} was not said"] if not bodies else []
            wrong += [f"{message.__name__}{each}" for each in sorted(found)]
    return wrong


def differences(example: Any, said: Any, path: str = "") -> Iterator[str]:
    """Where the example has a field that was not said, or that is of another kind; null is any kind."""
    if example is None or said is None:
        return
    if type(example) is not type(said):
        yield f"{path} is {type(said).__name__}, not {type(example).__name__}"
    elif isinstance(example, dict):
        yield from (f"{path}.{name} is missing" for name in example.keys() - said.keys())
        for name in example.keys() & said.keys():
            yield from differences(example[name], said[name], f"{path}.{name}")
    elif isinstance(example, list) and example:
        for item in said:
            yield from differences(example[0], item, f"{path}[]")
