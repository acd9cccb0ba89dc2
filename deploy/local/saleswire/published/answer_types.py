"""Python types of JSON Schemas, as a service's description has them: a TypedDict for each object. Pure."""

import textwrap
from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
WIDTH = 100


class Types:
    """The types of one description: each schema is written once, after those that it names."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.written: dict[str, str] = {}
        self._schemas = schemas
        self._begun: set[str] = set()

    def of(self, schema: Schema) -> str:
        """The type of a schema; raises ValueError for what no answer of ours has."""
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2])
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(self.of(each) for each in schema["anyOf"]))
        if "enum" in schema or "const" in schema:
            return literal(schema.get("enum", [schema.get("const")]))
        if "type" not in schema:
            return "Any"
        return self._of_type(schema)

    def _of_type(self, schema: Schema) -> str:
        kind = schema["type"]
        if kind == "array":
            return f"list[{self.of(schema['items'])}]"
        if kind == "object" and "properties" not in schema:
            values = schema.get("additionalProperties")
            return f"dict[str, {self.of(values) if isinstance(values, dict) else 'Any'}]"
        if kind not in PLAIN:
            raise ValueError(f"no type for {schema}")
        return PLAIN[kind]

    def _named(self, name: str) -> str:
        if name in self.written:
            return name
        if name in self._begun:
            return f'"{name}"'
        self._begun.add(name)
        self.written[name] = self._definition(name, self._schemas[name])
        return name

    def _definition(self, name: str, schema: Schema) -> str:
        if "properties" not in schema:
            return f"{name} = {self.of(schema)}\n"
        required = set(schema.get("required", ()))
        fields = {field: self.of(each) for field, each in schema["properties"].items()}
        lines = (
            f"    {field}: {type if field in required else f'NotRequired[{type}]'}\n"
            for field, type in fields.items()
        )
        inside = docstring(schema.get("description", "")) + "".join(lines)
        return f"class {name}(TypedDict):\n" + (inside or "    pass\n")


def literal(values: Iterable[object]) -> str:
    """The type of these values and no others."""
    said = ", ".join(f'"{each}"' if isinstance(each, str) else repr(each) for each in values)
    return f"Literal[{said}]"


def docstring(text: str) -> str:
    """The first paragraph of a description, indented; nothing for none."""
    words = " ".join(text.split("\n\n")[0].split()).replace("\\", "\\\\")
    if not words:
        return ""
    lines = textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)
    closing = "" if len(lines) == 1 else "\n"
    return textwrap.indent('"""' + "\n".join(lines) + closing + '"""\n', "    ")
