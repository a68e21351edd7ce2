"""An exported edition is whole and light: each link leads somewhere, each file has its sum."""

import hashlib
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dashboard.edition import export as module
from dashboard.edition.addresses import Place, places
from dashboard.edition.export import MANIFEST, export
from dashboard.tables.answers import as_json
from dashboard.words import load
from queries.change.compare import compare
from queries.errors import BadInput
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.edition.pages import CHANGE, LIVE, PATHS, POLICY
from tests.edition.reading import Reading

pytestmark = pytest.mark.slow

MOST_BYTES = 200_000
"""Of a page with its style sheet and script, before compression."""
LOADED = {".css", ".js"}
"""What each page loads; tables and answers are taken by those who want them."""
HEAVIER = {"how-we-know.html": 420_000}
"""The methods with their formulas; compressed it is a fifth of that."""


def test_every_link_leads_to_a_page_of_the_edition_or_to_the_live_site(
    edition: Path, small_home: Path
) -> None:
    """No page links to a file or an anchor that is not there, and none to a host but the site."""
    with at_home(small_home):
        known = set(places(open_city("sample")))
    pages = {path: Reading(path.read_text(encoding="utf-8")) for path in edition.rglob("*.html")}
    assert len(pages) == 2 * len(PATHS)
    for page, reading in pages.items():
        for address in reading.addresses:
            parts = urlsplit(address)
            if parts.scheme == "data" or address.startswith(f"{LIVE}/"):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            path = target.relative_to(edition).as_posix()
            language, _, name = path.partition("/")
            is_page = language in ("en", "es") and name in known
            assert is_page or target.is_file() or parts.scheme == "https", (page, address)
            if target in pages and parts.fragment:
                assert parts.fragment in pages[target].ids, (page, address)


def test_a_page_gives_its_tables_and_its_answer_as_files(edition: Path, small_home: Path) -> None:
    """The table of a page is beside it as CSV, and its answer is that of the interface, as JSON."""
    page = edition / "en" / CHANGE
    reading = Reading(page.read_text(encoding="utf-8"))
    files = [(page.parent / address).resolve() for address in reading.addresses]
    tables = [file.read_text("utf-8-sig") for file in files if file.suffix == ".csv"]
    assert any(table.startswith("Area,Verdict,") and "\nBeacon Moor," in table for table in tables)
    [answer] = {file for file in files if file.suffix == ".json"}
    with at_home(small_home):
        vintage, words = open_city("sample"), load("en")
        same = as_json(compare(vintage, "force", None, POLICY), words)
    assert json.loads(answer.read_bytes()) == json.loads(json.dumps(same))


def test_a_page_is_light(edition: Path) -> None:
    """Each page with its style sheet and script has at most MOST_BYTES."""
    shared = sum(
        path.stat().st_size for path in (edition / "shared").iterdir() if path.suffix in LOADED
    )
    for path in edition.rglob("*.html"):
        assert path.stat().st_size + shared <= HEAVIER.get(path.name, MOST_BYTES), path


def test_an_export_is_whole_and_replaces_an_earlier_one(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest has the sum of every file; a second export leaves nothing of the first."""
    pages = {place.path: place for place in (Place("glossary"), Place("policies"))}
    folder = tmp_path / "out"
    with at_home(small_home):
        vintage = open_city("sample")
        monkeypatch.setattr(module, "places", lambda _: pages)
        assert export(vintage, folder, ["en", "es"], None) == 5
        del pages["policies.html"]
        assert export(vintage, folder, ["en"], None) == 2
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    sums = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    assert manifest["files"] == sums
    assert {"index.html", "en/glossary.html"} <= set(sums)
    assert not [path for path in sums if path.startswith("es/")]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("beside", [{}, {MANIFEST: '{"files": {}}'}])
def test_a_foreign_folder_is_refused_and_left(
    beside: dict[str, str], small_home: Path, tmp_path: Path
) -> None:
    """A folder that holds anything else than an edition is refused, and nothing in it changes."""
    files = {"mine.txt": "mine", **beside}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with at_home(small_home), pytest.raises(BadInput, match="something else"):
        export(open_city("sample"), tmp_path, ["en"], None)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == files
