"""Feeds are Atom (RFC 4287), say what changed in plain words, and keep their entries' names."""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest

from dashboard.catalogue import addresses, feeds
from dashboard.pages import GROUPS, url_path
from dashboard.web.addresses import is_known
from queries import warehouse
from tests.api.asking import SITE
from tests.web.asking import SITE as HOST
from tests.web.asking import ask

pytestmark = pytest.mark.slow

Names = tuple[str, str, str]
ATOM = "{http://www.w3.org/2005/Atom}"
ALL = "/feeds/vintages.atom"
LEAST_ENTRIES = {"vintages": 3, "changes": 2, "verdicts": 1}
"""Entries of the three versions; those of signals are in tests/standing/test_feeds.py."""
FEEDS = [ALL, *(f"/feeds/sample/{name}.atom" for name in LEAST_ENTRIES)]


def read(path: str) -> ET.Element:
    """Return a feed."""
    answer = ask(path, app=SITE)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    return root


def text(element: ET.Element, tag: str) -> str:
    """Return the text of the one element of a name, which must not be empty."""
    (child,) = element.findall(f"{ATOM}{tag}")
    assert child.text
    return child.text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_atom(versions_home: Names, path: str, language: str) -> None:
    """It and each entry has one id, title and time of RFC 3339; no id twice; links that lead."""
    feed = read(f"{path}?lang={language}")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    entries = feed.findall(f"{ATOM}entry")
    name = path.rpartition("/")[2].removesuffix(".atom")
    assert len(entries) >= LEAST_ENTRIES[name]
    assert text(feed.findall(f"{ATOM}author")[0], "name")
    ids = [text(element, "id") for element in (feed, *entries)]
    assert len(ids) == len(set(ids))
    times = []
    for element in (feed, *entries):
        assert text(element, "title")
        times.append(text(element, "updated"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", times[-1])
        dt.datetime.fromisoformat(times[-1])
        links = {link.get("rel"): link.get("href", "") for link in element.findall(f"{ATOM}link")}
        assert all(link.startswith(f"{HOST}/") for link in links.values())
        assert is_known(links["alternate"].removeprefix(HOST).partition("?")[0])
    assert times[0] == max(times[1:])
    (itself,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself.get("href") == f"{HOST}{path}?lang={language}"
    for entry in entries:
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "text"
        assert "{" not in (content.text or "").replace("{x}", "")


def test_entries_say_what_changed(versions_home: Names) -> None:
    """The mapping in the feed's language, the unit, both sentences; names stay text."""
    (major, patch) = read("/feeds/sample/changes.atom").findall(f"{ATOM}entry")
    said = text(major, "content")
    assert "Before: Reports & <more>." in said
    assert "How to read across: Count both." in said
    assert "Counted in another unit" in said
    assert "1.0.1" in said
    assert "R</script><!-- ]]> \N{REPLACEMENT CHARACTER} &" in text(major, "title")
    assert "The numbers mean what they did." in text(patch, "content")
    spanish = read("/feeds/sample/changes.atom?lang=es").findall(f"{ATOM}entry")[0]
    assert "Cómo leer de una a otra: Cuente ambos." in text(spanish, "content")
    entries = read("/feeds/sample/verdicts.atom").findall(f"{ATOM}entry")
    for entry in entries:
        before, now = text(entry, "content").splitlines()
        assert before.startswith("Before, in version 1.0.")
        assert now.startswith("Now, in version ")


def test_the_name_of_an_entry_stays(versions_home: Names) -> None:
    """It hangs on the vintage and the day alone, so that a reader shows nothing twice."""
    first, _, _ = versions_home
    entry = read("/feeds/sample/vintages.atom").findall(f"{ATOM}entry")[-1]
    kept = warehouse.city_folder("sample") / first / "version.json"
    day = re.search(r'"published_at":"([\d-]+)T', kept.read_text(encoding="utf-8"))
    assert day
    assert text(entry, "id") == f"tag:accord.example.org,{day[1]}:sample/vintages/{first}/en"


def test_a_feed_that_is_known_is_not_sent_again(versions_home: Names) -> None:
    """It has a tag, as answers of the interface have."""
    tag = ask(ALL, app=SITE).headers["etag"]
    assert ask(ALL, app=SITE, if_none_match=tag).status == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/nowhere/vintages.atom", 400),
        ("/feeds/sample/news.atom", 400),
        ("/feeds/sample/vintages.rss", 404),
        ("/feeds/sample/vintages.atom?lang=xx", 400),
        ("/feeds/sample/vintages.atom?city=sample", 400),
    ],
)
def test_what_is_no_feed_is_refused(versions_home: Names, path: str, status: int) -> None:
    """With a problem in words, as by the interface."""
    answer = ask(path, app=SITE)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_request_without_a_host_is_refused(versions_home: Names) -> None:
    """No address could be written."""
    assert ask(ALL, app=SITE, host="a b").status == 400


def test_entries_lead_to_pages() -> None:
    """The pages that feeds name are pages of the site."""
    pages = {url_path(name) for members in GROUPS.values() for name in members}
    assert {addresses.DATA_QUALITY, addresses.WHAT_CHANGED} <= pages


def test_a_feed_ends(versions_home: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the newest vintages, however many are kept."""
    monkeypatch.setattr(feeds, "MOST_VINTAGES", 2)
    assert len(read("/feeds/sample/vintages.atom").findall(f"{ATOM}entry")) == 2
