"""Documents from before payment terms were a rule keep the days that their words gave."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from chassis.testing import Stage
from contracts import earlier
from contracts.terms import DueRule

FILE = next((Path(__file__).parents[1] / "migrations" / "versions").glob("*_payment_terms.py"))
WORDS = [
    "30 days net", "net 60", "2 % 10 days, net 30", "50 % in advance, rest 14 days", "on receipt",
    "14 Tage 2 % Skonto", "1000 days", "x7", "2weeks", "(5)", "",
]  # fmt: skip


def migration() -> Any:
    spec = spec_from_file_location("payment_terms", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_the_rule_of_a_row_is_that_of_a_fact_with_the_same_words(stage: Stage) -> None:
    rule = migration().RULE.format(words="words")
    statement = f"SELECT words, {rule}::text AS due FROM unnest($1::text[]) AS words"
    rows = await stage.rows(statement, WORDS)
    assert {row["words"]: DueRule.model_validate_json(row["due"]) for row in rows} == {
        words: earlier.due_rule(None, words) for words in WORDS
    }
