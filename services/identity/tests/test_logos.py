"""Logos: what comes out draws the same and does nothing else."""

import struct
import zlib
from base64 import b64encode

import pytest

from identity.logos import LARGEST, PNG, drawn

SHAPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10z" fill="#0b5cad"/></svg>'
)


def png(width=4, height=4, *, interlaced=0, rows=None):
    """A grey PNG as data URL."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(rows or height)))
    chunks = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    told = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return PNG + b64encode(b"\x89PNG\r\n\x1a\n" + told).decode()


def test_a_plain_svg_stays_and_editors_notes_go():
    noted = SHAPE.replace(
        "<path",
        '<!-- by hand --><s:namedview xmlns:s="urn:s" s:x="1"/><metadata>x</metadata><path',
    )
    assert drawn(noted) == drawn(SHAPE)
    assert drawn(drawn(SHAPE)) == drawn(SHAPE)
    assert 'fill="#0b5cad"' in drawn(SHAPE)
    assert drawn(" ") == ""


def test_a_png_stands_in_an_svg_of_its_size():
    svg = drawn(png(40, 10))
    assert 'width="40"' in svg
    assert png(40, 10) in svg
    assert drawn(svg) == svg


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<style>path{fill:red}</style>", "<style>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<use href="#a"/>', "<use>"),
        ("<text>Halden</text>", "<text>"),
        ('<path onload="alert(1)"/>', "onload"),
        ('<path fill="url(https://example.org/x)"/>', "fill"),
        ("<path style=\"background:url( '//example.org')\"/>", "style"),
        ('<image href="https://example.org/x.png"/>', "neither"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "neither"),
        ('<linearGradient href="https://example.org/#a"/>', "loads something"),
        ("<g>" * 60 + "</g>" * 60, "groups within groups"),
        ("<g/>" * 2001, "2000 shapes"),
        (f'<path d="{"M0 0" * 20_000}"/>', f"{LARGEST // 1024} KB"),
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inside, words):
    with pytest.raises(ValueError, match=words):
        drawn(SHAPE.replace("<path", f"{inside}<path", 1))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("hello", "neither an SVG nor a PNG"),
        ("<html/>", "neither an SVG nor a PNG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>', "no size"),
        (SHAPE.replace("0 0 40 10", "0 0 0 10"), "no size"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{SHAPE}', "entities"),
        (PNG + "AAAA", "neither"),
        (PNG + "!", "damaged"),
        (png()[:-20], "damaged"),
        (png(rows=3), "damaged"),
        (png(interlaced=1), "interlaced"),
        (png(2001, 1), "2000 pixels"),
        (png(0, 0, rows=1), "2000 pixels"),
    ],
)
def test_what_is_no_picture_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        drawn(given)
