"""Every state of the address is answered by a page: with a right choice, never with a fault."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts.state import MOST_NUMBER, as_number
from dashboard.words import load
from tests.conftest import at_home
from tests.dashboard.addresses import PAGES, addresses

PER_PAGE = 15
"""Addresses of a page in one run; 14 pages make 210."""

SCRIPT = """
from dashboard.pages import GROUPS
from dashboard.parts.refusals import show_refusals
from dashboard.words import load
pages = {name: show for members in GROUPS.values() for name, show in members.items()}
pages["NAME"](load("en"))
show_refusals(load("en"))
"""


def opened(home: Path, name: str, parameters: dict[str, list[str]]) -> AppTest:
    """Return a page as a visitor sees it who opens an address."""
    app = AppTest.from_string(SCRIPT.replace("NAME", name), default_timeout=600)
    for key, values in parameters.items():
        app.query_params[key] = values
    with at_home(home):
        return app.run()


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_address_is_answered(name: str, small_home: Path) -> None:
    """No parameter of a page, whatever its values, makes the page fail."""
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)
    for page, parameters in addresses(11, PER_PAGE * len(PAGES)):
        if page == name:
            assert not opened(small_home, page, parameters).exception, parameters


@pytest.mark.parametrize(
    ("page", "parameters", "said"),
    [
        ("what_changed", {"measure": ["nothing"]}, "asked: nothing"),
        ("what_changed", {"policy": ["own"], "date": ["9999-12-31"]}, "less than one year"),
        ("what_changed", {"policy": ["own"], "date": ["0001-01-01"]}, "less than one year"),
        ("trend_around_policy", {"policy": ["own"], "date": ["9999-12-31"]}, "than one year"),
        ("trend_around_policy", {"policy": ["own"], "date": ["0001-01-01"]}, "than one year"),
        ("what_changed", {"policy": ["own"], "date": ["soon"]}, "asked: soon"),
        ("get_the_data", {"from": ["2019-02-01"], "to": ["2019-01-01"]}, "later than the last"),
        ("get_the_data", {"from": ["2019-02-30"]}, "2019-02-30 is not a day"),
        ("get_the_data", {"area": ["1", "x", "1"]}, "asked: x"),
        ("get_the_data", {"least.force_level": ["9" * 5000]}, f"{MOST_NUMBER} (asked: 99"),
        ("calls", {"period": ["2052"]}, "asked: 2052"),
    ],
)
def test_a_wrong_choice_is_said(
    page: str, parameters: dict[str, list[str]], said: str, small_home: Path
) -> None:
    """The page says what of an address is not offered, and what is shown instead."""
    app = opened(small_home, page, parameters)
    assert not app.exception
    texts = "\n".join(str(element.value) for element in app.warning).replace("\\", "")
    assert said in texts.replace(":small[]", "")


def test_a_wrong_choice_cannot_turn_the_line_around(small_home: Path) -> None:
    """A character that nobody sees is shown as one that stands for it."""
    app = opened(small_home, "policies", {"clause": ["\u202eabc"]})
    texts = "\n".join(str(element.value) for element in app.warning)
    assert "�abc" in texts
    assert "\u202e" not in texts


def test_a_right_address_is_not_commented(small_home: Path) -> None:
    """Nothing is said of an address whose values are all offered, nor later in a visit."""
    title = load("en").text("refusals.title")
    app = opened(small_home, "what_changed", {"measure": ["complaints"], "layer": ["district"]})
    assert not [box for box in app.warning if title in str(box.value)]
    app.query_params["measure"] = "nothing"
    with at_home(small_home):
        app.run()
    assert not [box for box in app.warning if title in str(box.value)]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *(("5", 5), ("-5", -5), ("007", 7), ("0", 0), (str(2**53), MOST_NUMBER)),
        *(("9" * 5000, MOST_NUMBER), ("-" + "9" * 5000, -MOST_NUMBER), ("0" * 5000 + "1", 1)),
        *(("", None), ("-", None), ("--1", None), ("1.5", None), ("²", None), ("٣", None)),
    ],
)
def test_a_number_in_an_address_is_one_or_none(value: str, number: int | None) -> None:
    """A whole number becomes the nearest that a browser keeps, and nothing else is a number."""
    assert as_number(value) == number
