"""Kinds of attached documents: the kind leads the name, so that it is there wherever the file goes. Pure."""

from chassis.language import N_

KINDS = (
    N_("Customer PO"),
    N_("Drawing"),
    N_("Certificate"),
    N_("Correspondence"),
    N_("Acceptance record"),
)
MARK = " – "
OTHER = N_("Other")
CHOICES = [("", OTHER), *((kind, kind) for kind in KINDS)]


def kind_of(name: str) -> str:
    """The kind that a document's name leads with; ``Other`` without one."""
    kind, mark, _rest = name.partition(MARK)
    return kind if mark and kind in KINDS else OTHER


def named(kind: str, name: str) -> str:
    """The file's name, led by its kind."""
    return f"{kind}{MARK}{name}" if kind in KINDS and kind_of(name) != kind else name
