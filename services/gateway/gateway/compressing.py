"""Text is compressed on its way out, whoever wrote it; what is small already or live passes as it is."""

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from gateway.asgi import App

SMALLEST = 1024  # bytes of an answer that is worth compressing
FAST = 5  # of 9 levels; beyond it time grows and size hardly shrinks
OFFICE = "application/vnd.openxmlformats-officedocument."
AS_THEY_ARE = (  # small already, or live: event streams are among the defaults, and no type may be anything
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}wordprocessingml.document",
    "",
)


def compressed(app: App) -> App:
    """The application, with gzip for those who take it."""
    return GZipMiddleware(app, SMALLEST, FAST, exclude_content_types=AS_THEY_ARE)
