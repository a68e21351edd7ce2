"""How often ranges held the truth: a mark per setting of the simulation study, beside the aim."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.words import Words

ROW_HEIGHT = 30

UNDER = 130
"""Pixels of the height that the axis and the legend below the rows take up."""

LOOKS = {
    "within": (LINE, "circle"),
    "narrow": (ROSE, "triangle-left"),
    "wide": (QUIET, "triangle-right"),
}
"""Colour and mark by where a setting lies against the aim."""


def coverage_chart(
    settings: pl.DataFrame, aim: tuple[float, float], words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw range_words, covered (in 100), place, place_words, and what a setting was, in row order.

    `aim` is the band, in 100. The axis need not start at zero: a mark's place is read, no length.
    """
    held = words.text("known.held")
    axis = alt.Axis(titleAnchor="end")  # on a phone it is wider than the marks
    x = alt.X("covered:Q", title=held, axis=axis, scale=alt.Scale(zero=False, nice=True))
    y = alt.Y(
        "range_words:N", title=None, sort=None, axis=alt.Axis(labelLimit=140, labelOverlap=False)
    )
    shown = [one for one in LOOKS if one in set(settings["place"])]
    names = [words.text(f"known.places.{one}") for one in shown]
    band = (
        alt.Chart(pl.DataFrame({"low": [aim[0]], "high": [aim[1]]}))
        .mark_rect(color=LINE, opacity=0.15, aria=False)
        .encode(x=alt.X("low:Q", title=held), x2="high:Q")
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
                scale=alt.Scale(domain=names, range=[LOOKS[one][0] for one in shown]),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
            ),
            shape=alt.Shape(
                "place_words:N",
                title=None,
                scale=alt.Scale(domain=names, range=[LOOKS[one][1] for one in shown]),
            ),
            tooltip=[
                alt.Tooltip("range_words:N", title=words.text("known.columns.range")),
                alt.Tooltip("covered:Q", title=held, format=".1f"),
                alt.Tooltip(
                    "events_per_month:Q", title=words.text("known.columns.events_per_month")
                ),
                alt.Tooltip("dispersion:Q", title=words.text("known.columns.dispersion")),
                alt.Tooltip("areas:Q", title=words.text("known.columns.areas")),
                alt.Tooltip("scenario_words:N", title=words.text("known.columns.scenario")),
            ],
        )
    )
    return alt.layer(band, marks).properties(
        width="container", height=ROW_HEIGHT * settings["range_words"].n_unique() + UNDER
    )
