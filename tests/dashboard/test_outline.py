"""A chart in words: what its outline says of axes, series, points and what stands out."""

import altair as alt
import polars as pl
import pytest

from dashboard.charts.outline import Entry, outline
from dashboard.words import load

MONTHS = pl.DataFrame(
    {
        "month": ["2019-01-01T00:00:00", "2019-02-01T00:00:00", "2019-03-01T00:00:00"],
        "month_words": ["January 2019", "February 2019", "March 2019"],
        "rate": [20.5, 8.25, None],
        "kind": ["kept", "kept", "provisional"],
    }
)


def _chart(**encoding: object) -> dict[str, object]:
    hover = [
        alt.Tooltip("month_words:N", title="Month"),
        alt.Tooltip("rate:Q", title="Rate", format=",.2f"),
    ]
    base = alt.Chart(MONTHS).encode(
        x=alt.X("month:T", title=None), y=alt.Y("rate:Q", title="a year"), tooltip=hover
    )
    again = base.transform_filter("datum.kind === 'kept'").mark_point().encode(**encoding)
    line = alt.Chart(MONTHS).mark_line().encode(x="month:T", y="rate:Q")
    chart: dict[str, object] = alt.layer(
        line, again, base.mark_circle().encode(**encoding)
    ).to_dict()
    return chart


def _under(entry: Entry, text: str) -> list[str]:
    return [
        part.text for heading in entry.entries if heading.text == text for part in heading.entries
    ]


def test_axes_have_their_titles_and_their_ends() -> None:
    """Each axis is said once, with its title and the values at its ends in words."""
    entry = outline(_chart(), "Force by month", (), load("en"))
    assert entry.text == "Force by month"
    assert _under(entry, "Axes") == [
        "Across: from January 2019 to March 2019",
        "Upward, a year: from 8.25 to 20.5",
    ]


def test_each_point_is_said_once_in_the_words_of_the_hover() -> None:
    """Rows that two layers draw are one point; what is unknown of a point is left out."""
    entry = outline(_chart(), "Force by month", (), load("en"))
    assert _under(entry, "All points (3)") == [
        "Month: January 2019; Rate: 20.50",
        "Month: February 2019; Rate: 8.25",
        "Month: March 2019",
    ]


def test_what_stands_out_is_what_is_marked_and_the_ends() -> None:
    """The marks of a chart come first, then the largest and the least point."""
    entry = outline(_chart(), "Force by month", ("Line 1: the pandemic",), load("es"))
    assert _under(entry, "Lo que destaca") == [
        "Line 1: the pandemic",
        "El mayor: Month: January 2019; Rate: 20.50",
        "El menor: Month: February 2019; Rate: 8.25",
    ]


def test_series_of_a_legend_stand_apart() -> None:
    """Points are grouped by the legend's names; a colour without a legend names nothing."""
    named = outline(_chart(color=alt.Color("kind:N")), "t", (), load("en"))
    assert [part.text for part in named.entries][-2:] == ["kept (2)", "provisional (1)"]
    unnamed = outline(_chart(color=alt.Color("kind:N", legend=None)), "t", (), load("en"))
    assert [part.text for part in unnamed.entries][-1] == "All points (3)"


@pytest.mark.parametrize("values", [[3.0, 3.0], [None, None]])
def test_of_equal_points_none_stands_out(values: list[float | None]) -> None:
    """Neither equal values nor unknown ones have a largest and a least."""
    table = pl.DataFrame({"name": ["a", "b"], "n": values}, schema={"name": str, "n": float})
    chart = alt.Chart(table).mark_bar().encode(x="n:Q", y="name:N", tooltip=["name:N", "n:Q"])
    assert "What stands out" not in [
        part.text for part in outline(chart.to_dict(), "t", (), load("en")).entries
    ]
