"""The first page."""

from web.sections.dashboard.page import figures, router

__all__ = ["figures", "router"]
