"""Reports over everything that was sold."""

from web.sections.reports.page import router

__all__ = ["router"]
