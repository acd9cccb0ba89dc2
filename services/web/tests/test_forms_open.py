"""A form opens only to those who may send it."""

import re

import pytest
from fastapi import FastAPI

from web.sections import SECTIONS

ID = "01900000-0000-7000-8000-0000000000aa"
READS = ("catalog", "crm", "orders", "quotes", "tickets", "billing", "fulfillment", "reports")


def forms() -> list[str]:
    """The addresses of the forms of all sections."""
    app = FastAPI()
    for section in SECTIONS.all:
        app.include_router(section.router)
    paths = app.openapi()["paths"].items()
    found = [path for path, known in paths if "get" in known and re.search(r"/(new|edit|blank)$", path)]
    return sorted(re.sub(r"\{.*?\}", ID, path) for path in found if path != "/products/new")


FORMS = forms()


def test_there_are_forms():
    assert {"/devices/new", "/clients/new", f"/tickets/{ID}/edit", f"/roles/{ID}/edit"} <= set(FORMS)


@pytest.mark.parametrize("path", FORMS)
async def test_who_only_reads_is_told_that_a_form_is_not_open_to_them(stage, path):
    stage.sign_in(*(f"{area}.read" for area in READS))
    answer = await stage.browser.get(path)
    assert answer.status_code == 403
    assert "This is not open to you" in answer.text


async def test_a_new_product_is_a_device_unless_another_kind_is_named(stage):
    stage.sign_in("catalog.*")
    assert (await stage.browser.get("/products/new")).headers["location"] == "/devices/new"
