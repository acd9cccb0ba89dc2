"""Pages of quotes: one quote with its tabs and steps, its papers, its revisions side by side, the editor."""

from fastapi import APIRouter

from web.sections.quotes import compare, detail, editor, finding, papers, steps

router = APIRouter()
# The editor's fixed addresses come before those that begin with a quote.
for _part in (finding, editor, papers, compare, steps, detail):
    router.include_router(_part.router)
