"""The company's logo: an SVG or a PNG that somebody gave, judged and written anew, so that it only draws.

What comes out is an SVG of shapes; a PNG stands in one as it is. Nothing in it runs, loads or repeats itself.
"""

import binascii
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator
from xml.etree import ElementTree  # declarations of entities are refused before it reads

from chassis.language import _

LARGEST = 48 * 1024  # bytes of the SVG; it travels in an event and stands on each paper
WIDEST = 2000  # pixels of a PNG
MOST_ELEMENTS = 2000
SVG = "http://www.w3.org/2000/svg"
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
PNG = "data:image/png;base64,"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by kind of colour
DEEPEST = 50
FILTERS = 4
DRAWS = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "stop"),
    *("linearGradient", "radialGradient", "clipPath", "title", "desc", "image"),
}
SILENT = {"metadata", "namedview"}  # editors' own notes
URL = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)
ELSEWHERE = re.compile(r"@|expression|javascript:|\\", re.IGNORECASE)
NUMBER = re.compile(r"\s*\+?[0-9]*\.?[0-9]+\s*(px|pt|mm|cm|in)?\s*")


def drawn(given: str) -> str:
    """The logo as an SVG that only draws; raises ValueError with what is wrong with it. Empty stays empty."""
    if not given.strip():
        return ""
    svg = _of_png(given.strip()) if given.strip().startswith(PNG) else _of_svg(given)
    if len(svg.encode()) > LARGEST:
        raise ValueError(
            _("the logo is too large: %(most)s KB at most. Save it smaller or simpler.", most=LARGEST // 1024)
        )
    return svg


def _of_png(data: str) -> str:
    width, height = png_size(data)
    picture = f'<image width="{width}" height="{height}" href="{data}" />'
    return f'<svg xmlns="{SVG}" width="{width}" height="{height}">{picture}</svg>'


def _of_svg(given: str) -> str:
    if "<!DOCTYPE" in given or "<!ENTITY" in given:
        given = re.sub(r"<!DOCTYPE[^\[>]*>", "", given, count=1)
        if "<!" in re.sub(r"<!--.*?-->", "", given, flags=re.DOTALL):
            raise ValueError(_("the SVG declares entities. Save it as plain SVG."))
    try:
        root = ElementTree.fromstring(given)  # noqa: S314  # no declarations are left
    except (ElementTree.ParseError, ValueError) as error:
        raise ValueError(_("this is neither an SVG nor a PNG")) from error
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(_("this is neither an SVG nor a PNG"))
    if not _has_size(root):
        raise ValueError(_("the SVG has no size. Give it a viewBox, or width and height."))
    if sum(1 for _each in root.iter()) > MOST_ELEMENTS:
        raise ValueError(_("the SVG has more than %(most)s shapes. Save it simpler.", most=MOST_ELEMENTS))
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(_plain(root), encoding="unicode")


def _has_size(root: ElementTree.Element) -> bool:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sizes = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    return all(NUMBER.fullmatch(size) and re.search("[1-9]", size) for size in sizes)


def _plain(element: ElementTree.Element, depth: int = 0) -> ElementTree.Element:
    """The element anew, with what draws."""
    if depth > DEEPEST:
        raise ValueError(
            _(
                "the SVG has groups within groups, %(deepest)s and more deep. Save it simpler.",
                deepest=DEEPEST,
            )
        )
    name = element.tag.rpartition("}")[2]
    if name not in DRAWS:
        raise ValueError(
            _("the SVG holds <%(name)s>. Save it as paths, with styles as attributes.", name=name)
        )
    made = ElementTree.Element(f"{{{SVG}}}{name}", dict(_attributes(element, name)))
    made.text = element.text if name in ("title", "desc") else None
    made.extend([_plain(child, depth + 1) for child in element if _is_seen(child)])
    return made


def _is_seen(child: ElementTree.Element) -> bool:
    return isinstance(child.tag, str) and child.tag.rpartition("}")[2] not in SILENT


def _attributes(element: ElementTree.Element, name: str) -> Iterator[tuple[str, str]]:
    for attribute, value in element.attrib.items():
        if attribute in HREF:
            yield "href", _reference(value, name)
        elif not attribute.startswith("{"):
            if attribute.lower().startswith("on") or URL.search(value) or ELSEWHERE.search(value):
                raise ValueError(
                    _(
                        "the SVG does more than draw: %(attribute)s of <%(name)s>. Save it plain.",
                        attribute=attribute,
                        name=name,
                    )
                )
            yield attribute, value


def _reference(value: str, name: str) -> str:
    if name == "image":
        png_size("".join(value.split()))
        return "".join(value.split())
    if not value.startswith("#"):
        raise ValueError(
            _(
                "the SVG loads something: <%(name)s> leads to %(place)s. Save it as plain SVG.",
                name=name,
                place=value[:50],
            )
        )
    return value


def png_size(data: str) -> tuple[int, int]:
    """Width and height of a PNG as data URL that any program can draw; raises ValueError for another."""
    try:
        content = b64decode(data.removeprefix(PNG), validate=True) if data.startswith(PNG) else b""
        head, palette, pixels = _chunks(content)
        width, height, depth, colour, *how = struct.unpack(">IIBBBBB", head)
        if not 0 < width <= WIDEST or not 0 < height <= WIDEST:
            raise ValueError(_("the PNG may have %(most)s pixels a side at most", most=WIDEST))
        if how != [0, 0, 0] or depth not in DEPTHS.get(colour, ()):
            raise ValueError(_("the PNG is interlaced. Save it without interlacing."))
        row = 1 + (width * depth * CHANNELS[colour] + 7) // 8
        drawn_rows = zlib.decompressobj().decompress(pixels, row * height + 1)
        if len(drawn_rows) != row * height or max(drawn_rows[::row]) > FILTERS or (colour == 3) > palette:
            raise ValueError(_("the PNG is damaged"))
    except (binascii.Error, struct.error, zlib.error) as error:
        raise ValueError(_("the PNG is damaged")) from error
    return width, height


def _chunks(content: bytes) -> tuple[bytes, bool, bytes]:
    """The head, whether there is a palette, and all pixel data; raises ValueError for a damaged PNG."""
    if not content.startswith(SIGNATURE):
        raise ValueError(_("this is neither an SVG nor a PNG"))
    at, found = len(SIGNATURE), {b"IHDR": b"", b"PLTE": b"", b"IDAT": b""}
    while at < len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if zlib.crc32(kind + data) != struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0]:
            raise ValueError(_("the PNG is damaged"))
        if kind in found:
            found[kind] += data
        at += 12 + length
    return found[b"IHDR"], bool(found[b"PLTE"]), found[b"IDAT"]
