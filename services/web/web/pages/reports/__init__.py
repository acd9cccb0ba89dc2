"""Reports over everything that was sold."""

from web.pages.reports.page import router

__all__ = ["router"]
