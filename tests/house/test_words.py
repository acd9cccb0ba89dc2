"""The chassis knows no business word: it would serve a company that sells nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.reading import ROOT, broken, nodes, sources, strings

WORDS = {
    "approval",
    "bundle",
    "catalog",
    "client",
    "contact",
    "credit",
    "customer",
    "delivery",
    "device",
    "discount",
    "distributor",
    "freight",
    "fulfillment",
    "invoice",
    "milestone",
    "opportunity",
    "order",
    "party",
    "payment",
    "price",
    "product",
    "purchase",
    "quantity",
    "quote",
    "reservation",
    "revenue",
    "sale",
    "seller",
    "shipment",
    "stock",
    "supplier",
    "tax",
    "territory",
    "ticket",
    "unit",
    "vendor",
    "warranty",
}
OTHERWISE = {  # what a word also means, and the names that mean it so
    "a program that asks, or the one by which we ask": "AIOKafkaAdminClient AsyncClient CLIENT_KEY "
    "_client by_client client client_address client_id prometheus_client via_clients",
    "whom a document is for, in questions that the kernel's access answers": "client client_id",
    "in which rows stand, or records came": "_order_if_possible order order_by",
    "of the standard library, for addresses": "quote",
    "a column of the kernel's access, for a stage's people": "territories",
    "a record handed over": "_Delivery",
    "a value of the contracts, as people read it": "unit_price",
    "a kind of number": "quantity",
    "Babel's name for countries": "territory_aliases",
}
ALLOWED = {name for names in OTHERWISE.values() for name in names.split()}


TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|INDEX) (?:IF NOT EXISTS )?(\w+)")


def identifiers(file: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of what a file defines and uses, itself, its folders, its keys and its tables included."""
    yield from ((1, part) for part in file.relative_to(ROOT / "chassis").with_suffix("").parts)
    for line, text in strings(file):
        if text.isidentifier():
            yield line, text
        yield from ((line, table) for table in TABLE.findall(text))
    for node in nodes(file):
        for field in ("id", "attr", "arg", "name", "asname", "module"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 1), name


def words(name: str) -> set[str]:
    """``openOrders`` and ``open_orders`` are the words open and order."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return {re.sub("ies$", "y", word).removesuffix("s") for word in re.split(r"[_.]", apart)}


def test_the_chassis_knows_no_business_word() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, dotted in identifiers(file):
            yield from (
                (line, f"{name}: the chassis knows no business word")
                for name in dotted.split(".")
                if name not in ALLOWED and WORDS & words(name)
            )

    files = sources(ROOT / "chassis")
    assert broken(files, wrong) == []
    used = {name for file in files for _, dotted in identifiers(file) for name in dotted.split(".")}
    assert used >= ALLOWED, "no longer needed"


def test_the_tables_of_the_chassis_know_none_either() -> None:
    """The first version made those of the kernel's access, too."""
    files = sorted(ROOT.glob("chassis/work/sql/*.sql"))
    made = {(file.name, table) for file in files for table in TABLE.findall(file.read_text())}
    assert {(file, table) for file, table in made if WORDS & words(table)} == {
        ("v1.sql", "access_client"),
        ("v1.sql", "access_client_territory"),
    }
    assert not any(WORDS & words(file.stem) for file in files)


def test_words_are_found_whatever_a_name_looks_like() -> None:
    names = "open_orders OpenOrders quotes ORDERS_OF PriceList parties"
    assert [WORDS & words(name) for name in names.split()] == [
        {"order"}, {"order"}, {"quote"}, {"order"}, {"price"}, {"party"},
    ]  # fmt: skip
    assert not WORDS & words("ordered_border_unitary")
