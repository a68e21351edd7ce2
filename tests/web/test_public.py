"""The public edition as the site serves it: made once, compressed once, found from live pages."""

import gzip
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.edition import kept as module
from dashboard.edition.addresses import PUBLIC_FIRST, Place, places, public_address
from dashboard.edition.kept import keep_all
from dashboard.sums import release
from dashboard.web.public import PUBLIC
from dashboard.web.served_page import PAGES
from data import prune
from queries.vintage.catalog import open_city
from queries.warehouse import EDITION, beside_folder
from tests.conftest import at_home
from tests.edition.pages import CHANGE, POLICY
from tests.web.asking import Answer, ask

pytestmark = pytest.mark.slow

PUBLIC_GLOSSARY = "/public/sample/en/glossary.html"


@pytest.fixture
def own_home(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ACCORD_HOME with the small sample city that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    monkeypatch.setenv("ACCORD_HOME", str(home))
    return home


def public(address: str, **headers: str) -> Answer:
    """Return the answer to a request for a public page or for a page of the site."""
    return ask(address, app=Starlette(routes=[PUBLIC, *PAGES]), **headers)


def test_a_page_is_made_once_and_asked_for_again(own_home: Path) -> None:
    """A page is kept with its files, sent compressed, and not sent again to who has it."""
    first = public(PUBLIC_GLOSSARY, accept_encoding="gzip")
    vintage = open_city("sample")
    file = beside_folder("sample", EDITION, vintage.vintage) / release() / "en/glossary.html"
    assert first.status == 200
    assert gzip.decompress(first.content) == file.read_bytes()
    assert first.headers["vary"] == "Accept-Encoding"
    again = public(PUBLIC_GLOSSARY, accept_encoding="gzip", if_none_match=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    plain = public(PUBLIC_GLOSSARY)
    assert plain.content == file.read_bytes()
    assert plain.headers["etag"] != first.headers["etag"]


def test_shared_files_never_change(own_home: Path) -> None:
    """What several pages use has a sum in its name and is kept for good by a browser."""
    page = public(PUBLIC_GLOSSARY).text
    style = page.split('rel="stylesheet" href="../')[1].split('"')[0]
    answer = public(f"/public/sample/{style}")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        *("en/nothing.html", "fr/glossary.html", "shared/../en/glossary.html", "shared/x.css"),
        *("shared/..%2f..%2fmanifest.json", "en/what-changed/nothing/force.html", "manifest.json"),
    ],
)
def test_what_is_no_page_is_not_found(path: str, own_home: Path) -> None:
    """No path leads out of the edition, and an unknown one is answered by the list of pages."""
    assert public(f"/public/sample/{path}").status == 404
    assert public(f"/public/nowhere/{path}").status == 404


def test_a_home_that_may_not_be_written_is_served(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages and what they share come from memory where the disk takes nothing."""

    def refuse(_file: Path, _content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "write_once", refuse)
    page = public(PUBLIC_GLOSSARY.replace("/en/", "/es/"))
    style = page.text.split('rel="stylesheet" href="../')[1].split('"')[0]
    assert page.status == 200
    assert public(f"/public/sample/{style}").status == 200


def test_all_pages_are_kept_and_pruned_with_their_vintage(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export beside the vintage keeps each page; removing the vintage removes them."""
    monkeypatch.setattr(
        "dashboard.edition.export.places", lambda _: {"glossary.html": Place("glossary")}
    )
    vintage = open_city("sample")
    folder = beside_folder("sample", EDITION, vintage.vintage)
    assert keep_all(vintage) == 3
    assert (folder / release() / "es/glossary.html").is_file()
    vintage.reader.close()
    (own_home / "warehouse/sample/current").write_text("20000101-000000")
    prune.prune("sample", [vintage.vintage])
    assert not folder.exists()


@pytest.mark.parametrize(
    ("page", "choices", "address"),
    [
        ("overview", {}, "/public/sample/en/index.html"),
        ("glossary", {"lang": "es"}, "/public/sample/es/glossary.html"),
        ("what_changed", {"policy": POLICY, "measure": "force"}, f"/public/sample/en/{CHANGE}"),
        (
            "what_changed",
            {"policy": POLICY, "measure": "force", "area": "5"},
            f"/public/sample/en/{CHANGE}#area-5",
        ),
        (
            "your_neighborhood",
            {"policy": POLICY, "area": "5"},
            f"/public/sample/en/your-neighborhood/{POLICY}/5.html",
        ),
        ("your_neighborhood", {"area": "nothing"}, None),
        ("what_changed", {"policy": "own", "date": "2019-01-01"}, None),
        ("what_changed", {"measure": "nothing"}, None),
        ("what_changed", {"city": "nowhere"}, None),
        ("calls", {}, None),
    ],
)
def test_a_state_has_its_public_page_or_none(
    page: str, choices: dict[str, str], address: str | None, small_home: Path
) -> None:
    """The page names the same policy, measure, area and language; what none shows has none."""
    with at_home(small_home):
        assert public_address(page, choices) == address


def test_every_place_is_the_public_page_of_its_own_choices(small_home: Path) -> None:
    """From each public page the live page of its state leads back to it."""
    with at_home(small_home):
        for path, place in places(open_city("sample")).items():
            assert public_address(place.page, place.choices) == f"/public/sample/en/{path}"


def test_residents_are_led_to_public_pages(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where public pages come first an address leads there, unless it asks for the live page."""
    address = f"/what-changed?policy={POLICY}&measure=force&lang=es"
    with at_home(small_home):
        live = public(address)
        monkeypatch.setenv(PUBLIC_FIRST, "1")
        led, explored, other = (public(a) for a in (address, f"{address}&explore=1", "/calls"))
    assert (live.status, led.status, explored.status, other.status) == (200, 302, 200, 200)
    assert led.headers["location"] == f"/public/sample/es/{CHANGE}"
    assert f'<link rel="alternate" href="/public/sample/es/{CHANGE}">' in live.text
