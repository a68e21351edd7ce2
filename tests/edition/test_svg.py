"""A chart made smaller draws what Vega drew."""

from xml.etree import ElementTree as Tree

import altair as alt
import polars as pl
import pytest

from dashboard.charts.smaller import relative, smaller
from dashboard.charts.svg import drawing


@pytest.mark.parametrize(
    ("outline", "shown"),
    [
        ("M1,2L3.04,2L3.06,5Z", "M1,2l2,0 .1,3z"),
        ("M10,10L9.5,10.5L9.5,10.5M0,0L1,1", "M10,10l-.5.5M0,0l1,1"),
        ("M1.25,0A1.25,1.25,0,1,1,-1.25,0", "M1.2,0A1.2,1.2,0,1,1,-1.2,0"),
    ],
)
def test_a_path_is_told_by_its_steps(outline: str, shown: str) -> None:
    """Each point is told from the one before, to a tenth; steps of nothing go; curves stay."""
    assert relative(outline).replace(" ", "").replace(",", "") == shown.replace(" ", "").replace(
        ",", ""
    )


def test_each_line_of_a_text_keeps_its_place() -> None:
    """A name on two lines is written on two lines."""
    text = '<text><tspan x="0">Beacon</tspan><tspan x="0" dy="13">Moor</tspan></text>'
    assert "".join(map(str, smaller(Tree.fromstring(text), None))) == text  # noqa: S314 - our own


def test_what_is_pointed_at_has_what_it_shows_as_its_title() -> None:
    """A mark's title is its text for a hover, as text; signs of HTML are escaped."""
    chart = (
        alt.Chart(pl.DataFrame({"x": [1], "what": ['<b>"&']}))
        .mark_circle()
        .encode(x="x:Q", tooltip=[alt.Tooltip("what:N", title="What")])
    )
    spec = chart.to_dict(validate=False)
    assert (
        "<title>What: &lt;b&gt;&quot;&amp;</title>".replace("&quot;", '"')
        in drawing(spec, 200).content
    )
    assert "<title>" not in drawing(spec, 200, has_titles=False).content
