"""Residents' priorities on the pages: each beside what the records show of it, or that none can."""

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts.priorities import ranked
from dashboard.tables.comparison import worded
from dashboard.words import load
from dashboard.words.priorities import named_by, source_line
from dashboard.words.sentences import details, headline
from queries.change.compare import compare
from queries.vintage.catalog import open_city
from tests.conftest import at_home

WORDS = load("en")

PAGE = """
from dashboard.parts import priorities
from dashboard.words import load
from queries.vintage.catalog import open_city
vintage = open_city("sample")
priorities.show_priorities(vintage, load("en"), area=AREA)
priorities.show_held(vintage, load("en"))
"""


def shown(area: object, home: Path) -> tuple[str, str]:
    """Return the texts of the part and the HTML of its table."""
    with at_home(home):
        page = AppTest.from_string(PAGE.replace("AREA", repr(area)), default_timeout=60).run()
    assert not page.exception
    texts = " ".join(element.value for element in (*page.markdown, *page.caption))
    return texts, " ".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize(
    ("area", "says", "concern"),
    [
        (None, "These are for the whole city", "Officers use force too quickly"),
        (("neighborhood", "4", "Brindle Park"), "These are for Brindle Park", "Cars speed"),
        (("neighborhood", "5", "Other"), "No list for Other by itself", "Officers use force"),
        (("district", "1", "Northgate"), "These are for Northgate", "Help comes late"),
    ],
)
def test_the_list_is_that_of_the_place(
    area: object, says: str, concern: str, small_home: Path
) -> None:
    """An area has its own list; one without has the city's, and is told so."""
    texts, table = shown(area, small_home)
    assert says in texts.replace("\\", "")
    assert concern in table
    assert "Residents' priorities: 6 concerns" in texts.replace("\\", "")


def test_a_concern_stands_beside_the_words_of_the_other_pages(small_home: Path) -> None:
    """The city's list has the verdict and its grounds as What changed has them, and says no."""
    with at_home(small_home):
        found = compare(open_city("sample"), "force_per_calls", "neighborhood", "deescalation-2019")
    row = worded(found, WORDS).row(0, named=True)
    _, table = shown(None, small_home)
    assert headline(row, found, WORDS) in table
    assert details(row, found, WORDS) in table
    assert "No. 1, named by 34\u00a0% of 1,200 people" in table
    assert table.count("No record can show this.") == 1


def test_a_city_without_priorities_shows_none_and_says_so(small_home: Path) -> None:
    """No list: nothing on the pages but the line that none is in the files."""
    home = PAGE.replace(
        'open_city("sample")',
        'open_city("sample")\nfrom dataclasses import replace\n'
        "city = replace(vintage.city, priorities=())\n"
        "vintage.manifest = replace(vintage.manifest, city=city)",
    )
    with at_home(small_home):
        page = AppTest.from_string(home.replace("AREA", "None"), default_timeout=60).run()
    assert not page.exception
    assert not page.get("html")
    assert "no survey or meeting record" in " ".join(element.value for element in page.caption)


def test_lists_stand_newest_first_each_by_rank(small_home: Path) -> None:
    """A concern without a place stands after those that have one; a share may lack its people."""
    with at_home(small_home):
        first = open_city("sample").city.priorities[0]
    unranked = replace(first, rank=None, n=None)
    newer = replace(first, on=first.on.replace(year=2023))
    assert ranked([unranked, first, newer]) == [newer, first, unranked]
    assert named_by(unranked, WORDS) == "named by 34\u00a0%"
    assert named_by(replace(unranked, share=None), WORDS) == ""


@pytest.mark.parametrize(("language", "label"), [("en", "Source: "), ("es", "Fuente: ")])
def test_a_concerns_source_is_called_so(language: str, label: str, small_home: Path) -> None:
    """Words of a source, which may be in another language, stand after the word source."""
    with at_home(small_home):
        concern = open_city("sample").city.priorities[0]
    assert source_line(concern, load(language)).startswith(f"{label}{concern.source}")


def test_a_change_in_recording_stands_beside_the_answer(small_home: Path) -> None:
    """Where a policy changed what is recorded, the cell says how, as the other pages do."""
    around = 'area=None, around=vintage.policy("show-of-force-2022")'
    script = PAGE.replace("area=AREA", around)
    with at_home(small_home):
        change = open_city("sample").policy("show-of-force-2022").recording_change
        page = AppTest.from_string(script, default_timeout=60).run()
    assert not page.exception
    assert change is not None
    table = unescape(" ".join(element.proto.body for element in page.get("html")))
    assert WORDS.say(change) in table
