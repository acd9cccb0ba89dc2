"""The stand-in for the gateway says what services say: anything else fails the test that asked for it."""

import sys
from pathlib import Path

import httpx2
import pytest
from pydantic import ValidationError
from stand_ins import listed, refused, said, staged
from stand_ins.billing import currency, treatment, treatment_row
from stand_ins.described import undescribed

PATH, REGISTER = "/api/billing/currencies", "/api/billing/tax-treatments"
EURO = currency()


def judged(method, path, answer):
    """What is wrong with this answer."""
    request = httpx2.Request(method, f"http://gateway{path}")
    return undescribed(request, answer(request))


def test_what_a_service_describes_is_right():
    assert judged("GET", PATH, said([EURO])) == []
    assert judged("PUT", f"{PATH}/EUR", said([EURO])) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([EURO | {"title": "Euro"}], "0/title: Extra inputs are not permitted"),
        ([{key: EURO[key] for key in EURO if key != "name"}], "0/name: Field required"),
        ([EURO | {"decimals": "2"}], "0/decimals: Input should be a valid integer"),
        (EURO, "as a whole: Input should be a valid list"),
    ],
)
def test_a_field_more_less_or_other_is_told(body, words):
    assert judged("GET", PATH, said(body)) == [f"GET {PATH} {words}"]


@pytest.mark.parametrize("path", [f"{PATH}/EUR", "/api/elsewhere"])
def test_an_address_that_no_service_has_is_told(path):
    assert judged("GET", path, said(EURO)) == [f"GET {path}: no service describes this"]


def test_folders_of_tests_hide_no_service():
    assert str(Path(__file__).parent) not in sys.path


def test_a_problem_passes():
    assert judged("GET", PATH, refused(403)) == []


def test_a_list_answers_with_the_columns_that_are_asked_for():
    asked = f"{REGISTER}?cols=name,is_default"
    assert judged("GET", asked, listed(treatment_row(rate="0.07"))) == []
    [row] = listed(treatment_row(rate="0.07"))(httpx2.Request("GET", f"http://gateway{asked}")).json()[
        "items"
    ]
    assert row.keys() == {"id", "name", "is_default"}


def test_a_column_more_or_less_than_was_asked_for_is_told():
    assert judged("GET", f"{REGISTER}?cols=name,rate", said({"items": [treatment_row()], "next": None})) == [
        f"GET {REGISTER} items/0/is_default: Not asked for",
        f"GET {REGISTER} items/0/rate: Asked for",
    ]


@pytest.mark.parametrize("more", [{"title": "Export"}, {"rate": 0.07}, {"method": "by-weight"}])
def test_a_maker_makes_nothing_that_no_service_says(more):
    with pytest.raises(ValidationError):
        treatment(**more)


async def visited(answer):
    """The page of currencies over this answer."""
    async with staged() as stage:
        stage.sign_in("billing.currency")
        stage.gateway.on("GET", PATH, said(answer))
        return await stage.browser.get("/currencies")


async def test_a_page_over_a_made_up_answer_fails_its_test():
    assert (await visited([EURO])).status_code == 200
    with pytest.raises(AssertionError, match="0/enabled: Field required"):
        await visited([{key: EURO[key] for key in EURO if key != "enabled"}])
