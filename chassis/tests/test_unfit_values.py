"""What does not fit is said in the reader's language; in English as pydantic and the contracts say it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chassis.http.unfit_values import reason
from chassis.language import speaking
from contracts.edge import BusinessDay
from contracts.values import Amount, Currency


class Asked(BaseModel):
    """Fields of many kinds."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=3)] = "a"
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "a"
    words: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    share: Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=2)] = Decimal(1)
    done: bool = False
    kind: Literal["make", "buy", "none"] = "make"
    only: Literal["make"] = "make"
    on: date = date(2026, 3, 1)
    id: UUID | None = None
    currency: Currency = "EUR"
    amount: Amount = Decimal(1)
    day: BusinessDay = date(2026, 3, 1)


def mistakes(**fields: Any) -> list[Any]:
    """What pydantic finds wrong with these."""
    with pytest.raises(ValidationError) as raised:
        Asked(**fields)
    return raised.value.errors()


@pytest.mark.parametrize(
    ("field", "value", "german"),
    [
        ("name", "", "Der Text muss mindestens 1 Zeichen haben"),
        ("name", "long", "Der Text darf höchstens 3 Zeichen haben"),
        ("name", 7, "Hier muss ein Text stehen"),
        ("code", "A%", "Der Text passt nicht zum Muster '^[a-z]+$'"),
        ("words", [], "Liste: mindestens 1 Eintrag, nicht 0"),
        ("words", ["a", "b", "c"], "Liste: höchstens 2 Einträge, nicht 3"),
        ("words", "a", "Hier muss eine Liste stehen"),
        ("count", 0, "Der Wert muss mindestens 1 sein"),
        ("count", 10, "Der Wert muss kleiner als 10 sein"),
        ("count", "x", "Hier muss eine ganze Zahl stehen; der Text ist keine"),
        ("count", 1.5, "Hier muss eine ganze Zahl stehen, ohne Nachkommastellen"),
        ("share", "0", "Der Wert muss größer als 0 sein"),
        ("share", "1.234", "Die Zahl darf höchstens 2 Nachkommastellen haben"),
        ("share", "x", "Hier muss eine Dezimalzahl stehen"),
        ("done", "perhaps", "Hier muss wahr oder falsch stehen; der Wert ist nicht zu deuten"),
        ("kind", "rent", "Möglich ist 'make', 'buy' oder 'none'"),
        ("only", "buy", "Möglich ist 'make'"),
        ("on", "2026-13-01", "Hier muss ein Datum oder ein Zeitpunkt stehen: der Monat liegt nicht"),
        ("id", "x", "Hier muss eine UUID stehen"),
        ("more", 1, "Dieses Feld gibt es hier nicht"),
    ],
)
def test_a_value_that_does_not_fit_is_said_in_both_languages(field: str, value: Any, german: str) -> None:
    [error] = mistakes(**{field: value})
    assert reason(error) == error["msg"]
    with speaking("de"):
        assert reason(error).startswith(german)


def test_what_the_contracts_refuse_is_said_in_the_readers_words_and_days() -> None:
    currency, day = mistakes(currency="XXX", day="1989-12-31")
    assert reason(currency) == "XXX is no currency of ISO 4217 that anybody pays with"
    assert reason(day).startswith("Give a day from 1 Jan 1990 to ")
    with speaking("de"):
        assert reason(currency) == "XXX ist keine Währung nach ISO 4217, mit der jemand bezahlt"
        assert reason(day).startswith("Nennen Sie einen Tag vom 01.01.1990 bis zum ")


def test_what_is_rare_stays_as_pydantic_says_it() -> None:
    error = {"type": "set_type", "msg": "Input should be a valid set", "loc": ("body", "a")}
    with speaking("de"):
        assert reason(error) == "Input should be a valid set"
