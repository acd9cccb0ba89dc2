"""Pages that belong to no section: the search over everything, notifications, one's own settings."""

from collections.abc import Sequence

from fastapi import APIRouter

from web.lists.spec import ListSpec
from web.shell import guidance, notices, search, settings


def routers(lists: Sequence[ListSpec]) -> list[APIRouter]:
    """All of them; the search looks into these lists."""
    return [search.router_of(lists), notices.router, settings.router, guidance.router]
