"""What holds for the tests of every folder: a mark names features of docs/features.tsv, and no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

FEATURES = Path(__file__).parent / "docs" / "features.tsv"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run nothing while a mark names a feature that is not in the list."""
    known = {id for line in FEATURES.read_text().splitlines() if (id := line.split("\t")[0])[-1].isdigit()}
    if unknown := [f"{item.nodeid}: {id}" for item in items for id in _features(item) if id not in known]:
        raise pytest.UsageError("no feature of docs/features.tsv", *unknown)


def _features(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("feature"):
        yield from mark.args
