"""Price lists: their prices, issuing a whole list from a spreadsheet, withdrawing one."""

from web.sections.price_lists.routes import router

__all__ = ["router"]
