"""What a document keeps of a tax treatment."""

from decimal import Decimal

import pytest

from contracts.billing import TaxMethod, TaxTreatmentIssued
from contracts.event import new_id
from kernel.tax_treatments import pinned


@pytest.mark.parametrize(
    ("method", "rate", "kept"),
    [
        (TaxMethod.WITH_GOODS, None, None),
        (TaxMethod.FIXED, Decimal("0.07"), Decimal("0.07")),
        (TaxMethod.FIXED, Decimal(0), Decimal(0)),
        (TaxMethod.UNKNOWN, Decimal("0.07"), None),
    ],
)
def test_a_document_keeps_the_rate_of_a_fixed_treatment_alone(
    method: TaxMethod, rate: Decimal | None, kept: Decimal | None
) -> None:
    entry = TaxTreatmentIssued(tax_treatment_id=new_id(), name="X", text="Why", method=method, rate=rate)
    tax = pinned(entry)
    assert (tax.treatment_id, tax.rate, tax.text) == (entry.tax_treatment_id, kept, "Why")
