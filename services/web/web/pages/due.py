"""When invoices of a document will be due, as its form says it. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def due_days(document: Mapping[str, Any]) -> str:
    """Days of a plain rule that comes from no register; any other rule stays as long as its words do."""
    due = document.get("due")
    if not due or document.get("terms_id") or due.get("instalments") or due.get("end_of_month"):
        return ""
    return "" if Decimal(due.get("discount_rate") or 0) else str(due["net_days"])
