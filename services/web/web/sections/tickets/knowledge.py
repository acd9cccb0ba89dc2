"""What was learned: answers of resolved tickets, found by words."""

from markupsafe import Markup, escape

from web.api import tickets
from web.gateway import ApiProblem
from web.visit import Visit

BEGIN, END = "⟦", "⟧"


async def search(visit: Visit, words: str) -> tuple[list[tickets.Finding], ApiProblem | None]:
    """Findings, best first, their excerpts with the words marked; or why the question cannot be asked."""
    if not words.strip():
        return [], None
    try:
        found = await visit.api.get(tickets.search_knowledge(), {"q": words.strip()[:200]})
    except ApiProblem as problem:
        if problem.status not in (400, 422):
            raise
        return [], problem
    return [{**one, "excerpt": marked(one["excerpt"])} for one in found["items"]], None


def marked(excerpt: str) -> Markup:
    """The excerpt with the words that were found marked; everything else is text."""
    return escape(excerpt).replace(BEGIN, Markup("<mark>")).replace(END, Markup("</mark>"))
