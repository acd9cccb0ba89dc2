"""The tables in code are those that the migrations make."""

from chassis.testing import table_differences

LEAVING = ("notice", "notice_read", "sales_month")  # only the version before still writes them


async def test_the_tables_in_code_are_those_that_the_migrations_make() -> None:
    assert await table_differences("reporting", *LEAVING) == []
