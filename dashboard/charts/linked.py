"""Map and dots in one drawing: an area pointed at in one is marked in the other.

The two stand side by side where there is room, else one below the other. Vega-Lite fits neither a
row of drawings nor its parts to the width of a page, so all are layers of one drawing, placed by
expressions of its width.
"""

import math
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL_INK, INK, MUTED, NONE, QUIET, ROSE_INK
from dashboard.charts.areas import (
    IS_CHOSEN,
    LEGEND_HEIGHT,
    OVER,
    Box,
    fitted,
    legend,
    numbers,
    shape,
    told,
)
from dashboard.charts.maps import BESIDE_FROM, change_layers, change_steps, placed
from dashboard.charts.timeline import Layers
from dashboard.words import Words

MAP_HEIGHT, PHONE_MAP_HEIGHT = 600, 400
WIDEST = 4.0
"""The scale goes from a quarter to four times; what lies beyond is cut there, with an arrow."""
TICKS = {0.25: "÷ 4", 0.5: "÷ 2", 1.0: "", 2.0: "× 2", 4.0: "× 4"}
LETTER = 6.6
"""Width of a letter of a row's name, in pixels."""
COLUMN = 330
"""The least width of a column of dots."""
MAP_SHARE = 0.45
"""The most of the width that a map beside dots takes."""
TALLEST = 1.4 * MAP_HEIGHT
"""Dots that would be higher beside the map stand under it, in as many columns as fit."""
HEAD = 30
"""Height of the scale's numbers over the dots."""
GAP = 28
LEAST, TOUCH, TWO_LINES = 17, 24, 40
"""Height of a row: the least, one that a finger can meet, and one with its name over its range."""
EDGE = 12
"""Pixels between the ends of the scale and what is beside it, for the arrows."""


def linked_chart(areas: pl.DataFrame, words: Words) -> Layers:
    """Draw the areas by their change on a map, and as dots with their ranges, largest fall first.

    `areas` has what `change_layers` takes, and low and high, the ends of the range.
    """
    rows = _rows(areas)
    n = max(len(rows), 1)
    high = shape(areas)
    label = max((len(name) for name in rows["area"]), default=0) * LETTER
    map_width = f"min(width * {MAP_SHARE}, {MAP_HEIGHT / high})"
    box: Box = ("0", "0", "map_width", "map_height")
    params = {
        "wide": f"width >= {BESIDE_FROM}",
        "most": f"max(1, floor((width - {map_width} - {GAP}) / {COLUMN}))",
        "beside": f"wide && ceil({n} / most) * {LEAST} <= {TALLEST}",
        "map_room": f"beside ? width * {MAP_SHARE} : width",
        "map_height": f"min(wide ? {MAP_HEIGHT} : {PHONE_MAP_HEIGHT}, map_room * {high})",
        "map_width": f"beside ? map_height / {high} : width",
        **fitted("map", areas, box),
        "map_foot": f"map_height + {LEGEND_HEIGHT + 8}",
        "dots_x": f"beside ? map_width + {GAP} : 0",
        "dots_y": f"{HEAD} + (beside ? 0 : map_foot + {GAP})",
        "columns": f"max(1, min(ceil({n} / 24), floor((width - dots_x) / {COLUMN})))",
        "each": f"ceil({n} / columns)",
        "column": "(width - dots_x) / columns",
        "has_two_lines": f"{label:.0f} > column / 2",
        "step": (
            f"has_two_lines ? {TWO_LINES}"
            f" : wide ? max({LEAST}, min(26, map_height / each)) : {TOUCH}"
        ),
        "scale_x": f"{EDGE} + (has_two_lines ? 0 : {label:.0f} + 10)",
        "scale_width": f"column - scale_x - {EDGE} - (columns > 1 ? 16 : 0)",
        "height": "max(map_foot, dots_y + each * step + 8)",
    }
    layers: list[Any] = [
        *_grid(n, words),
        *change_layers("map", areas, words),
        *legend(change_steps(words), "2", "map_height + 8"),
        *_dots(rows, words),
    ]
    return placed(layers, numbers(params), MAP_HEIGHT)


def _rows(areas: pl.DataFrame) -> pl.DataFrame:
    """Return the areas with a range, in their order, with the places of dot and ends from 0 to 1.

    What lies beyond the scale is at its end, and has an arrow instead.
    """
    ends = ("low", "change", "high")
    rows = areas.filter(pl.all_horizontal(pl.col(end).is_not_null() for end in ends))
    rows = rows.sort("change", "area")
    inside = pl.col("change").is_between(1 / WIDEST, WIDEST)
    return rows.select(
        "area_id",
        "area",
        "verdict_words",
        "counts_words",
        "change_words",
        *[_on_scale(pl.col(end)).alias(f"{end}_at") for end in ends],
        is_inside=inside,
        is_cut_low=pl.col("low") < 1 / WIDEST,
        is_cut_high=pl.col("high") > WIDEST,
        colour=pl.when("is_open")
        .then(pl.lit(MUTED))
        .when(pl.col("change") < 1)
        .then(pl.lit(FELL_INK))
        .otherwise(pl.lit(ROSE_INK)),
    ).with_row_index("row")


def _on_scale(ratio: pl.Expr) -> pl.Expr:
    share = 0.5 + ratio.clip(1 / WIDEST, WIDEST).log() / (2 * math.log(WIDEST))
    return share.round(4)


def _x(share: str = "", beside: float = 0) -> alt.ExprRef:
    """Return the place of a share of the scale in a row's column; without one its left end."""
    column = "dots_x + floor(datum.row / each) * column"
    at = f"{column} + scale_x + {share} * scale_width + {beside}" if share else column
    return alt.ExprRef(at)


def _y(share: float) -> alt.ExprRef:
    """Return the height of a share of a row."""
    return alt.ExprRef(f"dots_y + (datum.row % each + {share}) * step")


MIDDLE = "(has_two_lines ? 0.72 : 0.5)"


def _dots(rows: pl.DataFrame, words: Words) -> list[alt.Chart]:
    hover = [
        alt.Tooltip(f"{name}:N", title=words.text(text))
        for name, text in (
            ("area", "columns.area"),
            ("verdict_words", "columns.verdict"),
            ("counts_words", "columns.events"),
            ("change_words", "columns.ratio"),
        )
    ]
    base = told(alt.Chart(rows))
    middle = alt.ExprRef(f"dots_y + (datum.row % each + {MIDDLE}) * step")
    colour = alt.Color("colour:N", scale=None)
    fields = base.mark_rect(fill=NONE).encode(
        x=alt.value(_x()),
        x2=alt.value(alt.ExprRef("dots_x + floor(datum.row / each) * column + column - 8")),
        y=alt.value(_y(0)),
        y2=alt.value(_y(1)),
        fillOpacity=_marked(1, 0.001),
        tooltip=hover,
    )
    # without a text of their own, ranges and dots leave the pointer to the field under them
    ranges = base.mark_rect(aria=False).encode(
        x=alt.value(_x("datum.low_at")),
        x2=alt.value(_x("datum.high_at")),
        y=alt.value(alt.ExprRef(f"dots_y + (datum.row % each + {MIDDLE}) * step - 1")),
        y2=alt.value(alt.ExprRef(f"dots_y + (datum.row % each + {MIDDLE}) * step + 1")),
        fill=alt.Fill("colour:N", scale=None),
    )
    dots = (
        base.transform_filter("datum.is_inside")
        .mark_point(filled=True, opacity=1, size=56, shape="circle", aria=False)
        .encode(x=alt.value(_x("datum.change_at")), y=alt.value(middle), color=colour)
    )
    arrow = base.mark_text(baseline="middle", fontSize=12, aria=False, color=INK)
    arrows = [
        arrow.transform_filter(f"datum.is_cut_{end}").encode(
            x=alt.value(_x(f"datum.{end}_at", EDGE / 2 * way)),
            y=alt.value(middle),
            text=alt.value(text),
        )
        for end, text, way in (("low", "◂", -1), ("high", "▸", 1))
    ]
    labels = base.mark_text(baseline="middle", align="left", fontSize=12.5, aria=False).encode(
        x=alt.value(alt.ExprRef("dots_x + floor(datum.row / each) * column + 4")),
        y=alt.value(
            alt.ExprRef("dots_y + (datum.row % each + (has_two_lines ? 0.28 : 0.5)) * step")
        ),
        text="area:N",
        color=alt.value(INK),
    )
    return [fields, ranges, *arrows, dots, labels]


def _marked(here: float, elsewhere: float) -> dict[str, Any]:
    """Return a value for the rows of the chosen area and of the one pointed at, and another."""
    tests: list[Any] = [IS_CHOSEN, {"param": OVER, "empty": False}]
    return {"condition": {"test": {"or": tests}, "value": here}, "value": elsewhere}


def _grid(n: int, words: Words) -> list[alt.Chart]:
    """Draw the scale over each column of dots; the line of no change is dashed."""
    most = math.ceil(n / 24)
    ticks = pl.DataFrame(
        [
            (column, text or words.text("figures.no_change"), _tick_at(ratio), ratio == 1)
            for column in range(most)
            for ratio, text in TICKS.items()
        ],
        schema=("column", "text", "at", "is_one"),
        orient="row",
    )
    base = alt.Chart(ticks).transform_filter("datum.column < columns")
    x = alt.value(alt.ExprRef("dots_x + datum.column * column + scale_x + datum.at * scale_width"))
    bottom = f"dots_y + min(each, {n} - datum.column * each) * step"
    lines = base.mark_rule(color=QUIET, aria=False).encode(
        x=x,
        y=alt.value(alt.ExprRef("dots_y - 4")),
        y2=alt.value(alt.ExprRef(bottom)),
        strokeDash=alt.condition("datum.is_one", alt.value([4, 3]), alt.value([1, 0])),
        strokeOpacity=alt.condition("datum.is_one", alt.value(1), alt.value(0.35)),
    )
    texts = base.mark_text(baseline="bottom", fontSize=12.5, color=INK, aria=False).encode(
        x=x, y=alt.value(alt.ExprRef("dots_y - 8")), text="text:N"
    )
    return [lines, texts]


def _tick_at(ratio: float) -> float:
    return 0.5 + math.log(ratio) / (2 * math.log(WIDEST))
