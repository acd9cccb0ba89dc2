"""Says in the API description that operations answer with pages and redirects, not JSON."""

from collections.abc import Mapping

from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse

from chassis.http import Router


def describe_pages(router: Router, path: str, back: str, refusals: Mapping[int, str]) -> None:
    """Describe the router's operations that end with this path; ``back`` says what 303 carries."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.path.endswith(path):
            route.response_class = HTMLResponse
            route.responses[303] = {"description": back}
            for status, meaning in refusals.items():
                known = route.responses.setdefault(status, {"content": {}})
                content = known["content"] | {"text/html": {"schema": {"type": "string"}}}
                route.responses[status] = {"description": meaning, "content": content}
