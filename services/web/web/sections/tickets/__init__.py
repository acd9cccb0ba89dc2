"""Tickets: asking, answering, assigning, resolving, and finding what was learned."""

from web.sections.tickets.routes import router

__all__ = ["router"]
