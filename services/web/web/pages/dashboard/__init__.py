"""The first page."""

from web.pages.dashboard.page import figures, router

__all__ = ["figures", "router"]
