"""Officer wellbeing and crisis response as a section of a page."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from queries.vintage.catalog import open_city
from tests.conftest import at_home

SECTION = """
from dashboard.parts import care
from dashboard.words import load
from queries.vintage.catalog import open_city
care.show_care(open_city("chicago"), load("en"))
"""


def test_a_change_in_recording_stands_beside_the_topic(chicago_home: Path) -> None:
    """The section compares around the order of 2021, and says that recording changed then."""
    with at_home(chicago_home):
        change = open_city("chicago").policy("g03-02-2021").recording_change
        page = AppTest.from_string(SECTION, default_timeout=120).run()
    assert not page.exception
    assert change is not None
    assert change["en"] in [element.value.replace("\\", "") for element in page.warning]
