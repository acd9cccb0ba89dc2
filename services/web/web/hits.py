"""What a hit of the search stands for: itself, or the record that it belongs to, as a contact its client."""

from collections.abc import Container

from web.api import reporting

CONTACT = "contact"  # has no page, list or field of its own


def stands_for(hit: reporting.Hit, kinds: Container[str]) -> tuple[str, str] | None:
    """Kind and id of the record of these kinds; None where there is none."""
    for kind, id in ((hit["kind"], hit["id"]), (hit["within_kind"], hit["within"])):
        if kind in kinds and id:
            return str(kind), id
    return None
