"""The tables in code are those that the migrations make."""

from chassis.testing import table_differences


async def test_the_tables_in_code_are_those_that_the_migrations_make() -> None:
    assert await table_differences("reporting", "sales_month") == []
