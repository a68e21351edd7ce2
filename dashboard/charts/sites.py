"""Where cities lie: points by longitude and latitude, without borders or tiles."""

import math

import altair as alt
import polars as pl

from dashboard.charts import AS_SVG, INK, MAIN, MUTED
from dashboard.charts.timeline import Layers
from dashboard.words import Words

HEIGHT = 360
LEAST_DEGREES = 4.0
"""The least height of the map: one city alone still stands in a region."""
MARGIN = 1.3
"""How much higher and wider than the outermost cities the map is: their names stand there."""
STEP = "step"
"""The degrees of latitude in a pixel: those that let all cities stand in the drawing's width."""
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
    west, east, south, north = places.select(
        west=pl.min("longitude"),
        east=pl.max("longitude"),
        south=pl.min("latitude"),
        north=pl.max("latitude"),
    ).row(0)
    # a degree of longitude is shorter than one of latitude by this
    shorter = math.cos(math.radians((south + north) / 2))
    high = max((north - south) * MARGIN, LEAST_DEGREES)
    step = f"max({high} / height, {(east - west) * shorter * MARGIN} / width)"
    base = alt.Chart(places).encode(
        x=alt.X(
            "longitude:Q",
            title=words.text("sites.map.longitude"),
            scale=_around((west + east) / 2, f"{STEP} * width / {shorter}"),
            axis=_axis(WEST_EAST),
        ),
        y=alt.Y(
            "latitude:Q",
            title=words.text("sites.map.latitude"),
            scale=_around((south + north) / 2, f"{STEP} * height"),
            axis=_axis(SOUTH_NORTH),
        ),
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
    return (
        alt.layer(points, labels)
        .add_params(alt.param(name=STEP, expr=step))
        .properties(width="container", height=HEIGHT, usermeta=AS_SVG)
    )


def _around(middle: float, extent: str) -> alt.Scale:
    """Return a scale of so many degrees (an expression) around a middle."""
    return alt.Scale(
        domainMin=alt.ExprRef(f"{middle} - {extent} / 2"),
        domainMax=alt.ExprRef(f"{middle} + {extent} / 2"),
        nice=False,
        zero=False,
    )


def _axis(sides: tuple[str, str]) -> alt.Axis:
    """Return an axis of whole degrees with a letter for the side of the globe."""
    return alt.Axis(
        labelExpr=DEGREES.format(*sides),
        tickMinStep=1,
        tickCount=5,
        gridColor=MUTED,
        gridOpacity=0.25,
    )
