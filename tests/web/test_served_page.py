"""The HTML of a page before any script runs: true of its address, and never markup of a name."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard.pages import GROUPS, page_name, url_path
from dashboard.parts.title import WITHOUT_CITY
from dashboard.web.asked import CHOICES, LONGEST_CHOICE
from dashboard.web.headers import POLICY
from dashboard.web.served_page import SERVER
from dashboard.words import load
from queries import warehouse
from tests.conftest import at_home
from tests.hostile import BEGINNINGS, TEXT
from tests.web.asking import SITE, ask

PAGES = [name for members in GROUPS.values() for name in members]
CITIES = {"en": "Rivermont (sample city, not real)", "es": "Rivermont (ciudad de muestra, no real)"}
CITY = CITIES["en"]
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
HOSTILE = [
    f"</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)> {TEXT}",
    "</noscript><iframe>",
    "\\1 \\g<0> {city} %s &amp; &lt;b&gt;",
    *BEGINNINGS[:-1],
]


class Head(HTMLParser):
    """What stands in a page's HTML: its tags with attributes, and the text of its title."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note the title."""
        if self.tags and self.tags[-1][0] == "title" and not self.title:
            self.title = data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def meta(self) -> dict[str, str]:
        """The content of each meta tag by its name or property."""
        named = [(tag.get("name") or tag.get("property"), tag["content"]) for tag in self.metas]
        assert len(named) == len(dict(named))
        return {str(name): str(content) for name, content in named}

    @property
    def metas(self) -> list[dict[str, str | None]]:
        """The meta tags with a name or property."""
        return [tag for tag in self.of("meta") if "name" in tag or "property" in tag]


@pytest.fixture(scope="module", autouse=True)
def _at_sample(small_home: Path) -> Iterator[None]:
    """Serve the small sample city."""
    with at_home(small_home):
        yield


def address(name: str) -> str:
    """Return the address of a page."""
    return "/" if name == PAGES[0] else f"/{url_path(name)}"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_what_it_is(name: str, language: str) -> None:
    """Title, description and language are those of the page and its city."""
    words = load(language)
    page = Head(ask(f"{address(name)}?city=sample&lang={language}").text)
    about_city = name not in WITHOUT_CITY
    names = [
        words.text(f"pages.{name}.title"),
        *([CITIES[language]] if about_city else []),
        "Accord",
    ]
    assert page.title == " · ".join(names)
    assert page.of("html") == [{"lang": language}]
    described = page.meta["description"]
    assert words.text(f"pages.{name}.here") in described
    assert described.startswith(f"{CITIES[language]}. ") == about_city
    assert page.meta["og:title"] == page.title
    assert page.meta["og:description"] == described
    assert page.meta["og:url"] == f"{SITE}{address(name)}?city=sample&lang={language}"
    assert page_name(address(name).strip("/")) == name


def test_pages_without_a_city_are_those_that_open_none() -> None:
    """No other page could be called after a city that it does not show."""
    views = Path(__file__).parents[2] / "dashboard" / "views"
    opening = re.compile(r"\b(choose_vintage|selected_vintage|begin|head)\(")
    assert {
        name for name in PAGES if not opening.search((views / f"{name}.py").read_text())
    } == WITHOUT_CITY


@pytest.mark.parametrize(
    ("query", "language", "title"),
    [
        ("", "en", f"What changed · {CITY} · Accord"),
        ("?city=nowhere", "en", "What changed · Accord"),
        ("?city=../sample", "en", "What changed · Accord"),
        (f"?city={'x' * 5000}", "en", f"What changed · {CITY} · Accord"),
        ("?lang=xx", "en", f"What changed · {CITY} · Accord"),
    ],
)
def test_a_city_that_is_not_there_is_not_named(query: str, language: str, title: str) -> None:
    """No city in the address means the one that is shown first; an unknown one means none."""
    page = Head(ask(f"/what-changed{query}").text)
    assert (page.title, page.of("html")) == (title, [{"lang": language}])


def test_the_browsers_language_is_used_where_the_address_has_none() -> None:
    """As on the page itself; a cache keeps the versions apart."""
    answer = ask("/what-changed", accept_language="es-MX,es;q=0.9")
    assert Head(answer.text).title == f"Qué cambió · {CITIES['es']} · Accord"
    assert answer.headers["vary"] == "Accept-Language"
    assert Head(ask("/what-changed?lang=en", accept_language="es").text).title.startswith("What")


def test_nothing_of_streamlits_own_is_left() -> None:
    """One title, one icon, one noscript; no word of Streamlit, no link to a closed address.

    But for the line that tells its script where the server is, so that no address is tried in vain.
    """
    text = ask("/?city=sample").text
    assert text.count(SERVER) == 1
    text = text.replace(SERVER, "")
    page = Head(text)
    assert [text.count(f"<{tag}") for tag in ("title", "noscript", "html", "body")] == [1] * 4
    icons = [link for link in page.of("link") if "icon" in str(link["rel"])]
    assert [icon["href"] for icon in icons] == ["./icon?city=sample"]
    shown = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    assert "streamlit" not in re.sub(r'"\./static/[^"]*"', "", shown).lower()
    assert "_stcore" not in shown
    assert '<div id="root"></div>' in text


def test_without_script_all_pages_are_named() -> None:
    """What stands in noscript says what the page is and links all of the menu, in its language."""
    text = ask("/calls?city=sample&lang=es").text
    inside = text[text.index("<noscript>") : text.index("</noscript>")]
    assert escape(CITIES["es"]) in inside
    assert escape(load("es").text("pages.calls.here")) in inside
    links = re.findall(r'href="/([a-z-]+)\?lang=es&amp;city=sample"', inside)
    assert links == [url_path(name) for name in PAGES if name != "cities"]  # one city is no choice


def test_every_inline_script_is_one_that_the_policy_allows() -> None:
    """The Content Security Policy names the digest of each, so that none is refused."""
    scripts = SCRIPT.findall(ask("/").text)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in scripts]
    assert scripts
    assert [
        digest for digest in digests if f"'sha256-{digest.decode()}'" not in POLICY["script-src"]
    ] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_city_name_is_text(name: str, small_home: Path, tmp_path: Path) -> None:
    """Whatever a city is called, its letters are in the title, and no tag is added."""
    shutil.copytree(small_home / "warehouse", tmp_path / "warehouse")
    page, usual = (_named(called, tmp_path) for called in (name, "Rivermont"))
    assert page.title == f"What changed · {name} · Accord"
    assert page.meta["og:title"] == page.title
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in usual.tags]


def _named(city: str, home: Path) -> Head:
    """Return a page of the sample city under another name."""
    with at_home(home):
        path = warehouse.city_folder("sample") / str(warehouse.current("sample")) / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["city"]["name"] = city
        path.chmod(0o644)
        path.write_text(json.dumps(manifest), encoding="utf-8")
        return Head(ask("/what-changed?city=sample").text)


@pytest.mark.parametrize("key", CHOICES)
def test_a_hostile_choice_is_text(key: str) -> None:
    """A choice goes on in the page's own address, encoded; one that is too long is left out."""
    text = ask(f"/what-changed?{key}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&other=%3Cb%3E").text
    assert "alert(1)%3C%2Fscript%3E" in text or "alert%281%29%3C%2Fscript%3E" in text
    assert "<script>alert" not in text
    assert "other" not in Head(text).meta["og:url"]
    assert f"{key}=" not in Head(ask(f"/?{key}={'x' * (LONGEST_CHOICE + 1)}").text).meta["og:url"]


@pytest.mark.parametrize("host", ["", "a b", "evil.example.org/x", '"><b>', "a@b", "[::1]x"])
def test_a_host_that_is_none_is_not_repeated(host: str) -> None:
    """Without a proper host the page names no absolute address."""
    text = ask("/what-changed", host=host).text
    assert "og:url" not in Head(text).meta
    assert not host or escape(host) not in text


def test_an_unchanged_page_is_not_sent_again() -> None:
    """A browser that has the page gets 304 and no content; another choice is another page."""
    first = ask("/calls?city=sample")
    assert int(first.headers["content-length"]) == len(first.content)
    again = ask("/calls?city=sample", if_none_match=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
    assert ask("/calls?city=sample&lang=es", if_none_match=first.headers["etag"]).status == 200


def test_a_head_request_has_the_same_headers() -> None:
    """A checker of links learns the length without the content; other methods are refused."""
    whole = ask("/calls?city=sample")
    assert dict(ask("/calls?city=sample", "HEAD").headers) == dict(whole.headers)
    assert ask("/calls", "POST").status == 405


def test_an_empty_site_says_so(home: Path) -> None:
    """Without a city the title is that of the only page."""
    with at_home(home):
        page = Head(ask("/what-changed?city=sample").text)
    assert page.title == "No city is built yet · Accord"


def test_the_icon_is_the_sites_mark() -> None:
    """An unknown city has the mark of the site."""
    answer = ask("/icon?city=nowhere")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert b">A</text>" in answer.content


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("/index.html", "/"),
        ("/overview?city=sample&lang=es", "/?city=sample&lang=es"),
    ],
)
def test_other_names_of_the_front_page_lead_to_it(path: str, front: str) -> None:
    """Streamlit knows no name of the front page, and would say that there is no such page."""
    answer = ask(path)
    assert answer.status == 307
    assert answer.headers["location"] == front
