"""Existing parties are carried over."""

from chassis.testing import before


async def test_parties_that_are_there_already_are_compared_by_their_folded_names() -> None:
    async with before("crm", "0005") as old:
        for number, name in enumerate(("O\u2019Hara  Ltd", "o'hara ltd", "Röder"), 1):
            kind = {"kind": "company", "role": "lead", "territory": "Ireland"}
            address = {"shipping_address": '{"city": "Cork", "country": "Ireland"}'}
            await old.add("party", number=f"C-{number}", name=name, **kind, **address)
        await old.go_on()
        assert await old.column("SELECT alike FROM party ORDER BY number") == ["o'hara ltd"] * 2 + ["röder"]
