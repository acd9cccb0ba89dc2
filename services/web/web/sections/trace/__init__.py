"""A deal from the first document to the payment."""

from web.sections.trace.page import router

__all__ = ["router"]
