"""Coverage of the ranges: a mark per setting of the simulation study, and the target."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.words import Words

ROW_HEIGHT = 30

UNDER = 130
"""Height of the axis and the legend below the rows."""

LOOKS = {
    "within": (LINE, "circle"),
    "narrow": (ROSE, "triangle-left"),
    "wide": (QUIET, "triangle-right"),
}
"""Colour and mark by the place of a setting: within, below or above the target."""


def coverage_chart(
    settings: pl.DataFrame, aim: tuple[float, float], words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw range_words, covered (in 100), place, place_words and the fields of a setting.

    `aim` is the target band, in 100. The axis need not start at zero: marks have no length.
    """
    title = words.text("known.held")
    axis = alt.Axis(titleAnchor="end")  # on a phone it is wider than the marks
    x = alt.X("covered:Q", title=title, axis=axis, scale=alt.Scale(zero=False, nice=True))
    y = alt.Y(
        "range_words:N", title=None, sort=None, axis=alt.Axis(labelLimit=140, labelOverlap=False)
    )
    places = [place for place in LOOKS if place in set(settings["place"])]
    names = [words.text(f"known.places.{place}") for place in places]
    band = (
        alt.Chart(pl.DataFrame({"low": [aim[0]], "high": [aim[1]]}))
        .mark_rect(color=LINE, opacity=0.15, aria=False)
        .encode(x=alt.X("low:Q", title=title), x2="high:Q")
    )
    marks = (
        alt.Chart(settings)
        .mark_point(filled=True, size=70, opacity=0.75)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "place_words:N",
                title=None,
                scale=alt.Scale(domain=names, range=[LOOKS[place][0] for place in places]),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
            ),
            shape=alt.Shape(
                "place_words:N",
                title=None,
                scale=alt.Scale(domain=names, range=[LOOKS[place][1] for place in places]),
            ),
            tooltip=[
                alt.Tooltip("range_words:N", title=words.text("known.columns.range")),
                alt.Tooltip("covered:Q", title=title, format=".1f"),
                alt.Tooltip(
                    "events_per_month:Q", title=words.text("known.columns.events_per_month")
                ),
                alt.Tooltip("months_words:N", title=words.text("known.columns.months")),
                alt.Tooltip("areas:Q", title=words.text("known.columns.areas")),
                alt.Tooltip("scenario_words:N", title=words.text("known.columns.scenario")),
            ],
        )
    )
    return alt.layer(band, marks).properties(
        width="container", height=ROW_HEIGHT * settings["range_words"].n_unique() + UNDER
    )
