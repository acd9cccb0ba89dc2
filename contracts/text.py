"""What one text is: what a line and prose may hold, and when two names are the same.

Standard library only: services, lists and search all fold by these functions.
"""

import re
import unicodedata

from contracts.unfit import Unfit

LINE_ENDS = "\n\r\u0085\u2028\u2029"
# control characters, halves of surrogate pairs, and what overrides or isolates the direction of writing
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
FORBIDDEN = re.compile(f"[{CONTROL}\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_LINE = re.compile(f"[\t{LINE_ENDS}]")

APOSTROPHES = "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u055a\u05f3\u2018-\u201b\u2032\u2035\ua78c"
QUOTES = "\u00ab\u00bb\u02ba\u05f4\u201c-\u201f\u2033\u2036\u301d-\u301f"
DASHES = "\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
LOOK_ALIKE = {
    re.compile(f"[{alike}]"): plain for alike, plain in ((APOSTROPHES, "'"), (QUOTES, '"'), (DASHES, "-"))
}
# seen as nothing: format characters, joiners, fillers, variation selectors
INVISIBLE = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
# on Latin, Greek, Cyrillic, Hebrew and Arabic letters; in other scripts a mark makes another letter
ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# letters that Unicode does not take apart into a letter and its accent
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)


def one_line(text: str) -> str:
    """The text in NFC without blanks at its ends; raises ValueError when it is not one line."""
    line = prose(text.strip())
    if NO_LINE.search(line):
        raise Unfit("Write it in one line, without tabs.")
    return line


def prose(text: str) -> str:
    """The text in NFC, line ends and tabs included; raises ValueError for what cannot be seen or stored."""
    if FORBIDDEN.search(text):
        raise Unfit("Leave out control characters and those that change the direction of writing.")
    if text.strip() and not folded(text):
        raise Unfit("Write something that can be seen.")
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """What a name or number is compared by: case, width, blanks, look-alike and invisible characters aside.

    Accents count: Röder is the same however it is typed, Roder is somebody else.
    """
    plain = INVISIBLE.sub("", text)
    for alike, one in LOOK_ALIKE.items():
        plain = alike.sub(one, plain)
    folding = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    blanked = " ".join(folding.split())
    return blanked if blanked == text else folded(blanked)  # a folding may bring out what is folded again


def searchable(text: str) -> str:
    """What a text is found by: folded, and without accents; the database has a function of this name."""
    apart = unicodedata.normalize("NFD", folded(text))
    composed = unicodedata.normalize("NFC", ACCENTS.sub("", apart).translate(PLAIN))
    return composed if composed == text else searchable(composed)
