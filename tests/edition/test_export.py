"""An exported edition is whole: each link leads somewhere, each file is in the manifest."""

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dashboard.edition.export import MANIFEST, export
from queries.errors import BadInput
from queries.vintage.catalog import open_city
from tests.conftest import at_home

pytestmark = pytest.mark.slow

MOST_BYTES = 200_000
"""Of a page with its style sheet and script, before compression."""


class Links(HTMLParser):
    """The addresses that a page names, and the ids that it has."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element names."""
        values = dict(attrs)
        self.addresses += [text for key in ("href", "src") if (text := values.get(key))]
        self.ids |= {text for text in [values.get("id")] if text}


def test_every_link_leads_to_a_file_of_the_edition_or_to_the_live_site(edition: Path) -> None:
    """No page links to a file or an anchor that is not there, and none to another host."""
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in edition.rglob("*.html")}
    assert len(pages) > 50
    for page, links in pages.items():
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page, address)
            if parts.fragment:
                assert parts.fragment in pages[target].ids, (page, address)


def test_the_manifest_has_the_sum_of_every_file(edition: Path) -> None:
    """The manifest names exactly the files that are there, with their sums."""
    manifest = json.loads((edition / MANIFEST).read_text(encoding="utf-8"))
    sums = {
        path.relative_to(edition).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in edition.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    assert manifest["files"] == sums


def test_a_page_is_light(edition: Path) -> None:
    """Each page with its style sheet and script has at most MOST_BYTES."""
    shared = sum(
        path.stat().st_size for path in (edition / "shared").iterdir() if path.suffix != ".svg"
    )
    sizes = {path.name: path.stat().st_size + shared for path in edition.rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_a_foreign_folder_is_refused_and_left(small_home: Path, tmp_path: Path) -> None:
    """A folder that holds anything else than an edition is refused, and nothing in it changes."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with at_home(small_home), pytest.raises(BadInput, match="something else"):
        export(open_city("sample"), tmp_path, ["en"], None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
