"""A deal from the first document to the payment."""

from web.pages.trace.page import router

__all__ = ["router"]
