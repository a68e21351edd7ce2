"""Every chart of every page is valid Vega-Lite; the pages themselves do not validate."""

import json
import os
from pathlib import Path

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages import GROUPS
from tests.conftest import at_home

IN_WORDS = {"cities", "glossary", "get_the_data", "sql"}
SCRIPT = """
from dashboard.pages import GROUPS
from dashboard.words import load
pages = {name: show for members in GROUPS.values() for name, show in members.items()}
pages["NAME"](load("es"))
"""


@pytest.mark.parametrize(
    "name", [page_name for members in GROUPS.values() for page_name in members]
)
def test_a_page_draws_valid_charts(name: str, sample_home: Path) -> None:
    """Each specification sent to the browser fits the schema of Vega-Lite."""
    with at_home(sample_home):
        assert os.environ["ACCORD_HOME"] == str(sample_home)
        page = AppTest.from_string(SCRIPT.replace("NAME", name), default_timeout=600).run()
    assert not page.exception
    specs = [json.loads(element.proto.spec) for element in page.get("vega_lite_chart")]
    assert (specs == []) == (name in IN_WORDS)
    for spec in specs:
        alt.Chart.from_dict(spec)
