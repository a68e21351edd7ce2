"""Every chart of every page is valid Vega-Lite: the pages themselves no longer check it."""

import json
import os
from pathlib import Path

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages import GROUPS
from tests.conftest import at_home

IN_WORDS = {"overview", "policies", "glossary", "get_the_data"}
SCRIPT = """
from dashboard.pages import GROUPS
from dashboard.words import load
pages = {name: show for members in GROUPS.values() for name, show in members.items()}
pages["NAME"](load("es"))
"""


@pytest.mark.parametrize("name", [one for members in GROUPS.values() for one in members])
def test_a_page_draws_valid_charts(name: str, sample_home: Path) -> None:
    """What the browser is given fits the schema of Vega-Lite, in Spanish as in English."""
    with at_home(sample_home):
        assert os.environ["ACCORD_HOME"] == str(sample_home)
        page = AppTest.from_string(SCRIPT.replace("NAME", name), default_timeout=600).run()
    assert not page.exception
    specs = [json.loads(one.proto.spec) for one in page.get("vega_lite_chart")]
    assert (specs == []) == (name in IN_WORDS)
    for spec in specs:
        alt.Chart.from_dict(spec)
