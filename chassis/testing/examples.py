"""The golden examples of the contracts: to let others say them, and to compare what a service really says."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeVar

import contracts
from contracts.event import Event, Message
from contracts.messages import messages_of

EXAMPLES = Path(contracts.__file__).parent / "examples"
SAID = "SELECT type, body FROM journal UNION ALL SELECT type, body FROM outbox WHERE kind = 'event'"

M = TypeVar("M", bound=Message)


def example(kind: type[M], **fields: Any) -> M:
    """A message as its golden example says it, but for these fields; raises ValidationError."""
    return kind.model_validate(_body(kind) | fields)


class Publisher(Protocol):
    """Where something was said: a stage, or what has its database."""

    async def rows(self, statement: str, /) -> list[dict[str, Any]]:
        """Rows of the service's database."""


async def unlike_their_examples(stage: Publisher, publisher: ModuleType) -> list[str]:
    """Events of a publisher that were not said on this stage, and fields that are not as in the examples."""
    said: dict[str, list[Any]] = {}
    for row in await stage.rows(SAID):
        said.setdefault(row["type"], []).append(json.loads(row["body"]))
    wrong = []
    for message in messages_of(publisher):
        if issubclass(message, Event) and not message.stream.foreign:
            bodies = said.get(message.type)
            found = {each for body in bodies or () for each in differences(_body(message), body)}
            wrong += [f"{message.__name__} was not said"] if not bodies else []
            wrong += [f"{message.__name__}{each}" for each in sorted(found)]
    return wrong


def _body(kind: type[Message]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((EXAMPLES / f"{kind.type}.json").read_text())["body"]
    return body


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
