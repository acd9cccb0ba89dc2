"""Scripts, styles, fonts and icons: those with their content's hash in their name never change."""

from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOR_EVER, A_WHILE = "public, max-age=31536000, immutable", "public, max-age=300"


class Statics(StaticFiles):
    """The static folder; built files are sent compressed as the build left them."""

    def __init__(self) -> None:
        super().__init__(directory=Path(__file__).parent / "static")

    async def get_response(self, path: str, scope: Any) -> Response:
        """A file, or 404."""
        packed = path.startswith("built/") and _takes_gzip(scope) and self.lookup_path(f"{path}.gz")[1]
        response = await super().get_response(f"{path}.gz" if packed else path, scope)
        response.headers["Cache-Control"] = FOR_EVER if path.startswith("built/") else A_WHILE
        if packed and response.status_code in (200, 304):
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Type"] = _kind(path)
            response.headers["Vary"] = "Accept-Encoding"
        return response


def _takes_gzip(scope: Any) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _kind(path: str) -> str:
    return {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}.get(
        Path(path).suffix, "application/octet-stream"
    )
