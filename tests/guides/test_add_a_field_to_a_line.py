"""The page on adding a field to a line: four files bring it from the asked line to the printed invoice.

A fifth answers with it in the tests of the pages.
"""

import pytest

from saleswire.places import ROOT
from tests.guides.following import copied, follow, run

PAGE = (ROOT / "docs/add-a-field-to-a-line.md").read_text()
STORY = """
from decimal import Decimal
from uuid import UUID
from contracts import money
from contracts.values import ItemKind, Supply
from kernel.papers import priced_line
from kernel.tests.test_priced_lines import DEVICE, offered, terms
from kernel.pricing import AskedLine, all_made
from orders.ledger import Ledger
from orders.triggers import to_invoice

asked = AskedLine(product_id=DEVICE, quantity=Decimal(2), client_number="4711")
lines = Ledger.of(all_made([asked], offered(), terms()))
again = AskedLine(line_id=lines[0].line_id)
(kept,) = all_made([again], offered("120"), terms(lines))
lines[0].release()
lines[0].deliver(Decimal(2))
ordered = money.totals([kept.item], Decimal(0), "EUR")
(invoiced,), _ = to_invoice(lines, {kept.line_id: Decimal(2)}, ordered, Decimal(0))
print(priced_line(kept.item, Decimal(2), "pcs", "EUR")["notes"])
print(priced_line(invoiced, invoiced.quantity, invoiced.unit, "EUR")["notes"])
"""


def test_the_field_goes_from_the_asked_line_to_the_printed_invoice() -> None:
    with copied() as root:
        assert len(follow(root, PAGE, commands=False)) == 5
        assert run(root, "-c", STORY).splitlines() == ["['P-1', '4711']", "['P-1', '4711']"]


def test_without_the_invoices_contract_it_ends_at_the_order() -> None:
    with copied() as root:
        follow(root, PAGE, leave_out="contracts/orders.py", commands=False)
        with pytest.raises(AssertionError, match=r"^\['P-1', '4711'\]\nTraceback"):
            run(root, "-c", STORY)
