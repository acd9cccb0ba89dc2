"""Codes to be scanned, as SVG: the QR code of an address, the Code 128 of a serial number."""

from functools import lru_cache

QUIET = 10  # modules of white on both sides of a Code 128
FINEST = 0.19  # mm; scanners of the trade read bars down to this width


@lru_cache(maxsize=256)
def qr_code(content: str) -> str:
    """The QR code of a text."""
    import segno

    svg: str = segno.make(
        content,
        error="m",
        micro=False,
        encoding=None if content.isascii() else "utf-8",
        eci=not content.isascii(),
    ).svg_inline(border=0, omitsize=True)
    return svg


@lru_cache(maxsize=1024)
def code_128(content: str) -> str | None:
    """The Code 128 of printable ASCII as bars without text; None for what it cannot carry."""
    modules = bars(content)
    if modules is None:
        return None
    width = len(modules) + 2 * QUIET
    path = "".join(f"M{at} 0h{length}v1h-{length}z" for at, length in _runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 1" preserveAspectRatio="none" '
        f'width="{width}" height="1"><path d="{path}"/></svg>'
    )


def bars(content: str) -> str | None:
    """The modules of a Code 128, 1 for black; None when it is empty or not printable ASCII."""
    if not content or not content.isascii() or not content.isprintable():
        return None
    from barcode.codex import Code128  # type: ignore[import-untyped]  # it has no types

    modules: str = Code128(content).build()[0]
    return modules


def is_fine_enough(content: str, millimetres: float) -> bool:
    """Whether a Code 128 of the text can be scanned when it is this wide."""
    modules = bars(content)
    return modules is not None and millimetres / (len(modules) + 2 * QUIET) >= FINEST


def _runs(modules: str) -> list[tuple[int, int]]:
    """(start, length) of the black bars, behind the quiet zone."""
    runs, at = [], QUIET
    for part in modules.replace("10", "1 0").replace("01", "0 1").split():
        if part[0] == "1":
            runs.append((at, len(part)))
        at += len(part)
    return runs
