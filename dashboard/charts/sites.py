"""Where cities lie: points by longitude and latitude, without borders or tiles."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import AS_SVG, INK, MAIN, MUTED
from dashboard.charts.timeline import Layers
from dashboard.words import Words

HEIGHT = 360
LEAST_DEGREES = 4.0
"""The least width and height of the map: one city alone still stands in a region."""
MARGIN = 0.15
"""Room around the outermost cities, as a share of their distance: their names stand there."""
WEST_EAST, SOUTH_NORTH = ("W", "E"), ("S", "N")
DEGREES = "format(abs(datum.value), 'd') + '° ' + (datum.value < 0 ? '{}' : '{}')"


def sites_map(places: pl.DataFrame, words: Words) -> Layers:
    """Draw city, standing (in words), longitude and latitude: a circle or diamond and a name each.

    A published city is a filled circle, a candidate a hollow diamond; the words of both stand in
    the order of the table's column `is_candidate`.
    """
    names = places.sort("is_candidate")["standing"].unique(maintain_order=True).to_list()
    shapes = [
        "diamond" if places.filter(standing=name)["is_candidate"][0] else "circle" for name in names
    ]
    fills = ["transparent" if shape == "diamond" else MAIN for shape in shapes]
    legend = alt.Legend(orient="bottom", title=None, labelLimit=300)
    base = alt.Chart(places).encode(
        x=alt.X("longitude:Q", **_degrees(places, "longitude", WEST_EAST, words)),
        y=alt.Y("latitude:Q", **_degrees(places, "latitude", SOUTH_NORTH, words)),
    )
    points = base.mark_point(size=110, stroke=MAIN, strokeWidth=2, opacity=1).encode(
        shape=alt.Shape("standing:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        fill=alt.Fill("standing:N", scale=alt.Scale(domain=names, range=fills), legend=legend),
        tooltip=[
            alt.Tooltip("city:N", title=words.text("sites.columns.city")),
            alt.Tooltip("standing:N", title=words.text("sites.columns.standing")),
        ],
    )
    labels = base.mark_text(dy=-14, fontSize=13, color=INK, aria=False).encode(text="city:N")
    return alt.layer(points, labels).properties(width="container", height=HEIGHT, usermeta=AS_SVG)


def _degrees(
    places: pl.DataFrame, column: str, sides: tuple[str, str], words: Words
) -> dict[str, Any]:
    """Return title, scale and axis of whole degrees with a letter for the side of the globe."""
    low, high = (
        float(end) for end in places.select(low=pl.min(column), high=pl.max(column)).row(0)
    )
    room = max((high - low) * MARGIN, (LEAST_DEGREES - (high - low)) / 2)
    axis = alt.Axis(
        labelExpr=DEGREES.format(*sides),
        tickMinStep=1,
        tickCount=5,
        gridColor=MUTED,
        gridOpacity=0.25,
    )
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    return {"title": words.text(f"sites.map.{column}"), "scale": scale, "axis": axis}
