"""Maps of Accord's own polygons: no tiles, nothing fetched; marks repeat what colours say."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import AS_SVG, FELL_INK, INK, LINE, MAIN, NONE, ROSE_INK, VERDICT_MARKS
from dashboard.charts.areas import (
    CHOSEN,
    LEGEND_HEIGHT,
    PRECISION,
    Box,
    features,
    fitted,
    legend,
    names,
    numbers,
    picking,
    pointing,
    polygons,
    shape,
)
from dashboard.charts.timeline import Layers
from dashboard.words import NO_BREAK, Words

HEIGHT = 420
OPEN = 0.16
"""Opacity of a change whose range holds no change."""
LITTLE, SOME, MUCH = 0.42, 0.68, 1.0
EDGES = (0.5, 0.8, 1.25, 2.0)
"""Where the colour of a change steps: half, a fifth less, a quarter more, double."""
RATE_OPACITIES = (0.1, 0.28, 0.48, 0.72, 1.0)
PERIODS = ("before", "after")
WIDE_HEIGHT, TITLE_HEIGHT, GAP = 520, 26, 24
BESIDE_FROM = 640
"""Pixels from which two drawings stand side by side."""
AUTOSIZE = alt.AutoSizeParams(type="none")
"""All is placed by expressions: no axis or legend of Vega's takes room."""

CHANGE_COLUMNS = ["area_id", "said", "colour", "opacity", "area", "verdict_words"]
CHANGE_COLUMNS += ["counts_words", "change_words"]


MANY = "\n"
"""What stands between the ids of several chosen areas."""


def areas_map(areas: pl.DataFrame, words: Words) -> Layers:
    """Draw one polygon per area, to be clicked; chosen ones are filled.

    `areas` has area_id, area, and the columns of queries/vintage/room.py.
    """
    is_chosen = f"indexof(split({CHOSEN}, '\\n'), datum.area_id) >= 0"
    table = areas.with_columns(mark=pl.lit(""))
    shapes = polygons(
        "map",
        features(table, ["area_id", "area"]),
        description=alt.Description("area:N"),
        fill=alt.condition(is_chosen, alt.value(LINE), alt.value(NONE)),
        tooltip=[alt.Tooltip("area:N", title=words.text("columns.area"))],
    )
    shapes[0] = shapes[0].add_params(picking(), pointing())
    box: Box = ("0", "0", "width", str(HEIGHT))
    return placed([*shapes, *names("map", table)], numbers(fitted("map", areas, box)), HEIGHT)


def change_map(areas: pl.DataFrame, words: Words) -> Layers:
    """Draw one polygon per area by its change, to be clicked, with the colour steps under it.

    `areas` is as `change_layers` takes it.
    """
    height = HEIGHT - LEGEND_HEIGHT
    box: Box = ("0", "0", "width", str(height))
    steps = legend(change_steps(words), "2", str(height + 8))
    return placed(
        [*change_layers("map", areas, words), *steps],
        numbers(fitted("map", areas, box)),
        HEIGHT,
    )


def change_layers(name: str, areas: pl.DataFrame, words: Words) -> list[alt.Chart]:
    """Draw the areas by their change; the chosen one has a thick outline.

    `areas` has area_id, area, verdict, is_clear (the verdict says there was a change),
    verdict_words, counts_words, change (a ratio, null where there is none), is_open (its range
    holds no change), change_words, and the columns of queries/vintage/room.py. Green is less and
    orange more, deeper for a larger change; an open change is pale. Marks are for clear verdicts,
    and for areas without a change.
    """
    change = pl.col("change")
    size = pl.max_horizontal(change, 1 / change)
    table = areas.with_columns(
        said=pl.format("{}: {}; {}", "area", "verdict_words", "change_words"),
        colour=pl.when(change.is_null())
        .then(pl.lit(NONE))
        .when(change < 1)
        .then(pl.lit(FELL_INK))
        .otherwise(pl.lit(ROSE_INK)),
        opacity=pl.when(change.is_null())
        .then(1.0)
        .when("is_open")
        .then(OPEN)
        .when(size >= EDGES[3])
        .then(MUCH)
        .when(size >= EDGES[2])
        .then(SOME)
        .otherwise(LITTLE),
        mark=pl.when(change.is_null())
        .then(pl.lit("×"))
        .when("is_clear")
        .then(pl.col("verdict").replace_strict(VERDICT_MARKS, default=""))
        .otherwise(pl.lit("")),
    )
    hover = {
        "area": "columns.area",
        "verdict_words": "columns.verdict",
        "counts_words": "columns.events",
        "change_words": "columns.ratio",
    }
    shapes = polygons(name, features(table, CHANGE_COLUMNS), **_filled(hover, words))
    shapes[0] = shapes[0].add_params(picking(), pointing())
    return [*shapes, *names(name, table)]


def change_steps(words: Words) -> pl.DataFrame:
    """Return the colour steps of a change, with the change at their edges in words."""
    less, more = (words.number(abs(100 * (edge - 1)), 0) for edge in EDGES[1:3])
    return pl.DataFrame(
        [
            (FELL_INK, MUCH, words.text("figures.half")),
            (FELL_INK, SOME, f"−{less}{NO_BREAK}%"),
            (FELL_INK, LITTLE, ""),
            (FELL_INK, OPEN, words.text("figures.no_change")),
            (ROSE_INK, OPEN, ""),
            (ROSE_INK, LITTLE, f"+{more}{NO_BREAK}%"),
            (ROSE_INK, SOME, words.text("figures.double")),
            (ROSE_INK, MUCH, ""),
        ],
        schema=("colour", "opacity", "edge"),
        orient="row",
    ).with_row_index("position")


def rate_maps(areas: pl.DataFrame, edges: list[float], texts: list[str], words: Words) -> Layers:
    """Draw the areas by their rate before and after, side by side, or one below the other.

    `areas` has area_id, area, before_rate and after_rate with their words (before_words,
    after_words), is_caution, and the columns of queries/vintage/room.py. Both periods share the
    colour steps, between which are `edges`; `texts` are these in words. An area pointed at in one
    period is outlined in both. Few records are marked ×.
    """
    params = {
        "wide": f"width >= {BESIDE_FROM}",
        "one": f"wide ? (width - {GAP}) / 2 : width",
        "map_height": f"min(wide ? {WIDE_HEIGHT} : {HEIGHT}, one * {shape(areas)})",
        "second_x": f"wide ? one + {GAP} : 0",
        "second_y": f"wide ? 0 : map_height + {TITLE_HEIGHT + GAP}",
        "foot": f"second_y + map_height + {TITLE_HEIGHT + 8}",
        "height": f"foot + {LEGEND_HEIGHT}",
    }
    places = (("before", "0", "0", PRECISION), ("after", "second_x", "second_y", 1.1 * PRECISION))
    table = areas.with_columns(
        mark=pl.when(pl.col("is_caution")).then(pl.lit("×")).otherwise(pl.lit(""))
    ).with_columns(column for period in PERIODS for column in _rate_columns(period, edges))
    own = [f"{period}_{name}" for period in PERIODS for name in ("said", "colour", "opacity")]
    hovers = [f"{period}_words" for period in PERIODS]
    # both periods draw the same shapes, which are sent once
    shapes = features(table, ["area_id", "area", *own, *hovers])
    layers: list[Any] = []
    for period, left, top, precision in places:
        box: Box = (left, f"{top} + {TITLE_HEIGHT}", "one", "map_height")
        params |= fitted(period, areas, box)
        hover = {"area": "columns.area", f"{period}_words": f"figures.{period}"}
        filled = _filled(hover, words, f"{period}_")
        drawn = polygons(period, shapes, precision=precision, **filled)
        title = alt.Chart(pl.DataFrame({"title": [words.text(f"figures.{period}")]}))
        layers += [*drawn, *names(period, table), _title(title, left, top)]
    layers[0] = layers[0].add_params(picking(), pointing())
    steps = pl.DataFrame(
        {
            "colour": [MAIN] * (len(edges) + 1),
            "opacity": RATE_OPACITIES[: len(edges) + 1],
            "edge": [*texts, ""],
        }
    ).with_row_index("position")
    layers += legend(steps, "2", "foot")
    return placed(layers, numbers(params), 2 * HEIGHT)


def _rate_columns(period: str, edges: list[float]) -> list[pl.Expr]:
    """Return what is said of each area in a period, and its colour and opacity by `edges`."""
    rate = pl.col(f"{period}_rate")
    step = pl.sum_horizontal(pl.lit(0), *[(rate >= edge).cast(pl.Int64) for edge in edges])
    return [
        pl.format("{}: {}", "area", pl.col(f"{period}_words").fill_null("–")).alias(
            f"{period}_said"
        ),
        pl.when(rate.is_null())
        .then(pl.lit(NONE))
        .otherwise(pl.lit(MAIN))
        .alias(f"{period}_colour"),
        pl.when(rate.is_null())
        .then(1.0)
        .otherwise(step.replace_strict(dict(enumerate(RATE_OPACITIES)), default=1.0))
        .alias(f"{period}_opacity"),
    ]


def placed(layers: list[Any], params: list[alt.Parameter], height: int) -> Layers:
    """Return layers in one drawing as wide as its place; `params` may make the height another."""
    chart: Layers = (
        alt.layer(*layers, autosize=AUTOSIZE)
        .add_params(alt.param(name=CHOSEN, value=""), *params)
        .properties(width="container", height=height, usermeta=AS_SVG)
    )
    return chart


def _title(base: alt.Chart, left: str, top: str) -> alt.Chart:
    titles: alt.Chart = base.mark_text(
        align="left", baseline="top", fontSize=14, fontWeight=600, color=INK, aria=False
    ).encode(x=alt.value(alt.ExprRef(left)), y=alt.value(alt.ExprRef(top)), text="title:N")
    return titles


def _filled(hover: dict[str, str], words: Words, prefix: str = "") -> dict[str, Any]:
    """Return how areas are filled and named by the columns said, colour, opacity and `hover`."""
    return {
        # else what is read out names the colour
        "description": alt.Description(f"{prefix}said:N"),
        "fill": alt.Fill(f"{prefix}colour:N", scale=None),
        "fillOpacity": alt.FillOpacity(f"{prefix}opacity:Q", scale=None),
        "tooltip": [
            alt.Tooltip(f"{name}:N", title=words.text(text)) for name, text in hover.items()
        ],
    }
