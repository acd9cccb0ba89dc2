"""One open browser: a place for the newest of each kind, so that a slow one misses what was in between."""

import asyncio


class Slot:
    """What waits to be sent; never more than one piece of a kind."""

    def __init__(self, last: str = "") -> None:
        self.last = last  # id of the newest figures that the browser has
        self.over = False
        self.bell = asyncio.Event()
        self._pieces: dict[str, bytes] = {}

    def put(self, kind: str, piece: bytes, id: str = "") -> None:
        """Take the place of an older piece of the kind; not when the browser has that of this id."""
        if id and id == self.last:
            return
        self.last = id or self.last
        self._pieces[kind] = piece
        self.bell.set()

    def take(self) -> bytes:
        """All that waits; afterwards nothing does."""
        self.bell.clear()
        pieces, self._pieces = b"".join(self._pieces.values()), {}
        return pieces

    def end(self) -> None:
        """Send what waits and no more; the browser comes again by itself."""
        self.over = True
        self.bell.set()
