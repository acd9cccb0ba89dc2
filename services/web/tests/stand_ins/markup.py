"""Markup compared by what it says, however a template breaks its lines."""

import re

INSIDE = re.compile(r"(<[a-z][^<>]*>) | (</[a-z][^<>]*>)|(?<=>) (?=<)")


def one_line(html: str) -> str:
    """The same markup with single blanks, and none between tags, after an opening or before a closing one."""
    return INSIDE.sub(lambda found: found[1] or found[2] or "", " ".join(html.split()))
