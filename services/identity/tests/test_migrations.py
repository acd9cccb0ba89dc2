"""Existing teams and territories are carried over."""

from uuid import UUID

import pytest

from chassis.testing import before


@pytest.mark.parametrize("table", ["team", "territory"])
async def test_of_names_that_are_alike_the_oldest_keeps_it_and_none_can_follow(table):
    async with before("identity", "0013") as old:
        for number, name in enumerate(("North", "NORTH", "Röder"), 1):
            await old.add(table, id=UUID(int=number), name=name)
        await old.go_on()
        alike = await old.column(f"SELECT alike FROM {table} ORDER BY id")
    assert alike == ["north", f"north {UUID(int=2)}", "röder"]
