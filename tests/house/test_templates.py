"""The rules of templates: each compiles, so that no filter, test or block of it is unknown."""

import pytest
from jinja2 import Environment, TemplateError

from web.rendering import templates


def wrong(environment: Environment) -> list[str]:
    """Templates that do not compile: the place, and what is wrong there."""
    found = []
    for name in environment.list_templates(extensions=["html"]):
        try:
            environment.get_template(name)
        except TemplateError as error:
            found.append(f"{name}:{getattr(error, 'lineno', '?')}: {error.message}")
    return found


def test_every_template_compiles() -> None:
    assert wrong(templates()) == []


def test_an_unknown_filter_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = templates.__wrapped__()
    monkeypatch.delitem(environment.filters, "percent")
    told = wrong(environment)
    assert told
    assert all(each.endswith("No filter named 'percent'.") for each in told)
