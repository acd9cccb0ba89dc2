"""When invoices of a document will be due, as its form says it. Pure."""

from decimal import Decimal

from web.api.orders import DueRule


def due_days(due: DueRule | None, terms_id: str | None) -> str:
    """Days of a plain rule that comes from no register; any other rule stays as long as its words do."""
    if not due or terms_id or due.get("instalments") or due.get("end_of_month"):
        return ""
    return "" if Decimal(due.get("discount_rate") or 0) else str(due["net_days"])
