"""What a request may be made of: every text and every day in it has a type that says what it takes.

A service with a bare ``str`` or ``date`` in a body does not start; contracts/edge.py has the types.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

# what no text and no day may be; a type that takes one of them was not thought about
IMPOSSIBLE = {str: ("one\0two", "one\u202etwo"), date: ("0001-01-01", "9999-12-31")}


def bare_fields(endpoint: Callable[..., Any]) -> list[str]:
    """Fields of the endpoint's JSON body that take any text or any day."""
    hints = get_type_hints(endpoint, include_extras=True)
    bodies = [name for name, hint in hints.items() if name != "return" and _is_body(hint)]
    return [field for name in bodies for field in _bare(hints[name], name)]


def _is_body(hint: Any) -> bool:
    """Forms and queries are annotated with what they are; their names are those of OAuth."""
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _bare(hint: Any, path: str, metadata: tuple[Any, ...] = ()) -> Iterator[str]:
    if get_origin(hint) is Annotated:
        inner, *more = get_args(hint)
        yield from _bare(inner, path, (*more, *metadata))
    elif hint in IMPOSSIBLE:
        whole = Annotated[(hint, *metadata)] if metadata else hint
        if any(_takes(whole, value) for value in IMPOSSIBLE[hint]):
            yield path
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        if not any(isinstance(one, BeforeValidator) for one in metadata):  # checked as a whole
            for name, field in hint.model_fields.items():
                yield from _bare(field.annotation, f"{path}.{name}", tuple(field.metadata))
    else:
        for one in get_args(hint):
            yield from _bare(one, path)


def _takes(hint: Any, value: str) -> bool:
    try:
        TypeAdapter(hint).validate_python(value)
    except ValidationError:
        return False
    return True
