"""What a release promises: the schemas as they were published last, and what may come after them."""

import json
from pathlib import Path

from contracts.additive import Break, breaks

NOW, RELEASED = Path("contracts/schemas"), Path("contracts/published/schemas")


def broken(root: Path) -> dict[str, list[Break]]:
    """By type, what the schemas of now break that were published; a type that is gone breaks everything."""
    found = {}
    for released in sorted((root / RELEASED).glob("*.json")):
        now = root / NOW / released.name
        before = json.loads(released.read_text())
        after = json.loads(now.read_text()) if now.exists() else {}
        if wrong := breaks(before, after):
            found[released.stem] = wrong
    return found


def publish(root: Path) -> list[str]:
    """Keep the schemas of now as the published ones; the types that are new or have new fields."""
    changed = []
    for now in sorted((root / NOW).glob("*.json")):
        released = root / RELEASED / now.name
        if not released.exists() or released.read_text() != now.read_text():
            released.parent.mkdir(parents=True, exist_ok=True)
            released.write_text(now.read_text())
            changed.append(now.stem)
    return changed
