"""Price lists: their prices, issuing a whole list from a spreadsheet, withdrawing one."""

from web.pages.price_lists.routes import router

__all__ = ["router"]
