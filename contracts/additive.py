"""What a later schema of a message may not do to an earlier one: only optional fields are ever added.

Both are JSON Schemas as they are published. Messages of then stay in the logs, and readers of then stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
MOSTS = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
LEASTS = ("minLength", "minimum", "exclusiveMinimum", "minItems")
SAME = ("type", "format", "const")


@dataclass(frozen=True)
class Break:
    """``owner`` is the class whose ``field`` breaks whoever reads it."""

    owner: str
    field: str
    words: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.field} {self.words}"


def breaks(before: Schema, after: Schema) -> list[Break]:
    """Everything that would break a reader or a message of before."""
    return list(dict.fromkeys(_Comparison(before, after).all()))


@dataclass
class _Comparison:
    before: Schema
    after: Schema
    seen: set[tuple[str, str]] = field(default_factory=set)

    def all(self) -> Iterator[Break]:
        yield from self._objects(self.before, self.after)

    def _objects(self, before: Schema, after: Schema) -> Iterator[Break]:
        owner = str(before.get("title", "?"))
        old, new = before.get("properties", {}), after.get("properties", {})
        needed, need = set(before.get("required", ())), set(after.get("required", ()))
        for name, schema in old.items():
            if name not in new:
                yield Break(owner, name, "was removed or renamed")
                continue
            if (name in needed) != (name in need):
                yield Break(owner, name, "may be missing now" if name in needed else "is required now")
            if schema.get("default") != new[name].get("default"):
                yield Break(owner, name, "means something else where it is missing")
            yield from self._values(owner, name, schema, new[name])
        yield from (Break(owner, name, "is new and required") for name in need - old.keys())

    def _values(self, owner: str, name: str, before: Schema, after: Schema) -> Iterator[Break]:
        if (pair := (str(before.get("$ref")), str(after.get("$ref")))) in self.seen:
            return
        if "$ref" in before or "$ref" in after:
            self.seen.add(pair)
        old, new = _resolved(self.before, before), _resolved(self.after, after)
        if any(old.get(word) != new.get(word) for word in SAME):
            yield Break(owner, name, f"was {_kind(old)} and is {_kind(new)}")
            return
        yield from (Break(owner, name, words) for words in _narrower(old, new))
        if "properties" in old:
            yield from self._objects(old, new)
        if "items" in old:
            yield from self._values(owner, name, old["items"], new.get("items", {}))
        if "anyOf" in old or "anyOf" in new:
            yield from self._arms(owner, name, old.get("anyOf", ()), new.get("anyOf", ()))

    def _arms(self, owner: str, name: str, before: Any, after: Any) -> Iterator[Break]:
        if len(before) != len(after):
            yield Break(owner, name, "takes other kinds of values")
            return
        for old, new in zip(before, after, strict=True):
            yield from self._values(owner, name, old, new)


def _resolved(whole: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    return found


def _kind(schema: Schema) -> str:
    return str(schema.get("const") or schema.get("format") or schema.get("type") or "something")


def _narrower(old: Schema, new: Schema) -> Iterator[str]:
    """A pattern may be written down where none stood: it says what was so before."""
    if gone := set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ()))):
        yield f"cannot be {', '.join(sorted(map(str, gone)))} any more"
    if "enum" in new and "enum" not in old:
        yield "takes named values only"
    if "pattern" in old and new.get("pattern") != old["pattern"]:
        yield "has another pattern"
    yield from (f"has a smaller {word}" for word in MOSTS if word in new and new[word] < old.get(word, 1e99))
    yield from (f"has a larger {word}" for word in LEASTS if word in new and new[word] > old.get(word, -1e99))
