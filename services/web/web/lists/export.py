"""Files of the services, passed through piece by piece."""

from contextlib import AsyncExitStack

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from web.api.operation import Get
from web.gateway import Parameters
from web.visit import Visit

KEPT = ("content-type", "content-disposition", "content-length", "etag")


async def passed_through(visit: Visit, path: Get[bytes], parameters: Parameters | None = None) -> Response:
    """A service's file as our own answer; raises ApiProblem before the first piece."""
    stack = AsyncExitStack()
    try:
        response = await stack.enter_async_context(visit.api.stream(path, parameters))
    except BaseException:
        await stack.aclose()
        raise
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    encoded = "content-encoding" in response.headers
    if encoded:
        headers.pop("content-length", None)
    return StreamingResponse(
        response.aiter_bytes(), response.status_code, headers, background=BackgroundTask(stack.aclose)
    )
