"""What texts are found by: the database folds them as we do."""

import unicodedata
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.text import searchable

LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cn"])
NAMES = st.text(
    st.sampled_from("Kerr ÄößſİıIŁøÆœÞ'`’-–\u200b\u00a0\t\u0301ﬃＳ½ǅΣςйёがé") | LETTERS, max_size=40
)

FOLDED = "SELECT searchable(t) FROM unnest($1::text[]) WITH ORDINALITY AS g (t, place) ORDER BY place"


async def found_by(connection: Any, texts: list[str]) -> list[str]:
    rows = await connection.fetch(FOLDED, texts)
    return [row[0] for row in rows]


@given(texts=st.lists(NAMES, min_size=50, max_size=100))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_database_folds_as_we_do(connection: Any, texts: list[str]) -> None:
    assert await found_by(connection, texts) == [searchable(text) for text in texts]


async def test_every_character_is_folded_as_we_do(connection: Any) -> None:
    every = [chr(code) for code in range(1, 0x30000) if unicodedata.category(chr(code)) not in ("Cs", "Cn")]
    assert len(every) > 100_000
    theirs = await found_by(connection, every)
    pairs = zip(every, theirs, strict=True)
    assert [(one, them) for one, them in pairs if them != searchable(one)] == []
