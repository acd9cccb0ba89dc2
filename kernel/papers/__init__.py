"""Papers: what people print and send, made from a typst template of the service and one letterhead.

A service reads its document, says what stands on the paper, and declares the route::

    QUOTE = Template("quotes", "quote")

    @paper_route(router, "/{quote_id}/pdf", permission="quotes.read")
    async def print_quote(work: Work, quote_id: UUID) -> Paper: ...

Typst is imported with the first paper, in one thread of the process, and no earlier.
"""

from kernel.papers import figures as figures
from kernel.papers.paper import Letterhead as Letterhead
from kernel.papers.paper import Paper as Paper
from kernel.papers.paper import Template as Template
from kernel.papers.paper import how_to_pay as how_to_pay
from kernel.papers.paper_lines import number_beside as number_beside
from kernel.papers.paper_lines import priced_line as priced_line
from kernel.papers.paper_routes import paper_route as paper_route
