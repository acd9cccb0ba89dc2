"""What is published follows from what there is, and what stands for nothing any more goes."""

from pathlib import Path

import pytest

from saleswire.published import write as writing


def test_a_file_of_a_message_or_service_that_went_is_told_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "contracts/schemas/sales.kept.v1.json"
    monkeypatch.setattr(writing, "_files", lambda _: iter([(kept, "{}")]))
    assert writing.write(tmp_path) == [str(kept.relative_to(tmp_path))]
    left = ["contracts/schemas/sales.old.v1.json", "contracts/examples/sales.old.v1.json"]
    left += ["services/web/web/api/old.py"]
    for name in (*left, "services/web/web/api/by_hand.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'"""{writing.GENERATED if name in left else "By hand."}"""\n')
    assert writing.write(tmp_path, check=True) == writing.write(tmp_path) == left
    assert writing.write(tmp_path, check=True) == []
    assert (tmp_path / "services/web/web/api/by_hand.py").exists()
