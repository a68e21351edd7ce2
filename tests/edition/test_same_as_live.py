"""A public page says what the live page says: every text, every number, nothing less careful."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.edition import markdown
from dashboard.edition.addresses import places
from dashboard.edition.figures import Shared
from dashboard.edition.pages import page_html
from dashboard.parts import ask
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import load
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.dashboard.test_addresses import SCRIPT
from tests.edition.pages import AREA, CHANGE, POLICY
from tests.edition.reading import Reading, text_of

pytestmark = pytest.mark.slow

LIVE_ONLY = (
    *("figures.mark_how", "figures.linked_say", "figures.click", "figures.link", "figures.address"),
    *("overview.find_note", "your_neighborhood.search_note", "your_neighborhood.no_search"),
    "your_neighborhood.locate_note",
)
"""What tells how to use what only a server can answer."""

KINDS = ("title", "header", "subheader", "markdown", "caption", "warning", "info", "error", "html")


def live_texts(home: Path, city: str, page: str, choices: dict[str, str], code: str) -> list[str]:
    """Return every text that a live page shows."""
    script = SCRIPT.replace("NAME", page).replace('load("en")', f'load("{code}")')
    app = AppTest.from_string(script, default_timeout=600)
    for key, value in {"city": city, **choices}.items():
        app.query_params[key] = value
    with at_home(home):
        app.run()
    assert not app.exception
    texts = [element for kind in KINDS for element in app.get(kind)]
    return [
        text_of(
            element.proto.body
            if element.type == "html"
            else markdown.html(str(getattr(element, "value", "")))
        )
        for element in texts
    ]


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("overview", "index.html"),
        ("what_changed", CHANGE),
        ("your_neighborhood", AREA),
        ("policies", "policies.html"),
        ("glossary", "glossary.html"),
        ("how_we_know", "how-we-know.html"),
    ],
)
def test_a_public_page_has_every_text_of_the_live_page(
    page: str, path: str, code: str, edition: Path, small_home: Path
) -> None:
    """All headlines, verdicts, cautions, ranges, labels, notes and sources stand on both."""
    with at_home(small_home):
        choices = places(open_city("sample"))[path].choices
    public = text_of((edition / code / path).read_text(encoding="utf-8"))
    words = load(code)
    live_only = {text_of(markdown.html(words.text(key))) for key in LIVE_ONLY}
    texts = live_texts(small_home, "sample", page, choices, code)
    missing = [text for text in texts if text not in public and text not in live_only]
    assert len(texts) > 5
    assert missing == []


@pytest.mark.parametrize(
    ("fixture", "city", "policy", "measure"),
    [
        ("small_home", "sample", POLICY, "force"),
        ("chicago_home", "chicago", "g03-02-2021", "force_person_injured"),
    ],
)
def test_the_table_of_areas_is_that_of_the_live_page(
    fixture: str, city: str, policy: str, measure: str, request: pytest.FixtureRequest
) -> None:
    """Each cell of the comparison's table, in words and rounded, stands in the public table."""
    words = load("en")
    with at_home(request.getfixturevalue(fixture)):
        vintage = open_city(city)
        place = places(vintage)[f"what-changed/{policy}/{measure}.html"]
        html = page_html(vintage, place, "en", None, Shared())
        layer = vintage.layer().id
        comparison = ask.comparison(vintage, measure, layer, vintage.policy(policy))
        table = comparison_table(worded(comparison, words), words)
    rows = Reading(html).rows
    for row in table.iter_rows():
        assert ["" if value is None else str(value) for value in row] in rows


def test_a_text_that_goes_missing_is_noticed(edition: Path, small_home: Path) -> None:
    """A public page without its cautions would not pass for the live page."""
    choices = {"policy": POLICY, "measure": "force"}
    html = (edition / "en" / CHANGE).read_text(encoding="utf-8")
    public = text_of(re.sub(r'<div class="accord-say">.*?</div>', "", html, flags=re.DOTALL))
    texts = live_texts(small_home, "sample", "what_changed", choices, "en")
    assert [text for text in texts if text not in public]
