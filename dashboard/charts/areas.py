"""What every map of areas shares: the polygons at their place, names with a halo, colour steps."""

import json
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import GROUND, INK, QUIET

NAME_SIZE = 12
STEP_WIDTH, STEP_HEIGHT = 42, 10
LEGEND_HEIGHT = 40
"""Height of the colour steps under a map, with their numbers."""
PICKED = "picked"
"""Name of the selection by a click; its first field is area_id."""
PRECISION = 0.7
"""Pixels by which an edge may differ from its curve on the globe."""
CHOSEN = "chosen"
"""Name of the parameter with the id of the chosen area; "" for none."""
IS_CHOSEN = f"datum.area_id === {CHOSEN}"
SHAPE, SHAPES = "shape", "shapes"
"""Columns with the name of an area's shape and with the address of all shapes of its layer."""
OVER = "over"
"""Name of the selection by pointing: it marks an area in all drawings of a figure."""

Box = tuple[str, str, str, str]
"""Left, top, width and height of a map, as Vega expressions."""


def picking() -> alt.Parameter:
    """Return the selection of an area by a click.

    The area selected before is a field too: a click on an area that was left by a list in between
    is a new selection.
    """
    return alt.selection_point(
        name=PICKED, fields=["area_id", "was_chosen"], on="click", empty=False
    )


def pointing() -> alt.Parameter:
    """Return the selection of the area under the pointer.

    It ends on what is no area. It must not end when the pointer leaves an element: that is so as
    soon as the outline of the area is drawn under the pointer.
    """
    return alt.selection_point(
        name=OVER, fields=["area_id"], on="pointerover", clear="pointerleave", empty=False
    )


def told(base: alt.Chart) -> alt.Chart:
    """Return a chart whose rows hold what `picking` tells of a click."""
    chart: alt.Chart = base.transform_calculate(was_chosen=CHOSEN)
    return chart


def marked(spec: dict[str, Any], area: str) -> dict[str, Any]:
    """Return the Vega-Lite object of a map with another chosen area."""
    others = [param for param in spec["params"] if param["name"] != CHOSEN]
    return {**spec, "params": [{"name": CHOSEN, "value": area}, *others]}


def numbers(names: dict[str, str]) -> list[alt.Parameter]:
    """Return parameters by name, each an expression that may use `width` and those before it."""
    return [alt.param(name=name, expr=text) for name, text in names.items()]


def fitted(name: str, areas: pl.DataFrame, box: Box) -> dict[str, str]:
    """Return the parameters that fit the map into a box: its scale and how it is moved.

    Vega fits a map to the whole drawing only, and several drawings share this one.
    """
    west, south, east, north = areas.select("west", "south", "east", "north").row(0)
    left, top, width, height = box
    return {
        f"{name}_scale": f"min(({width}) / {east - west}, ({height}) / {north - south})",
        f"{name}_x": f"({left}) + ({width}) / 2 - {name}_scale * {(west + east) / 2}",
        f"{name}_y": f"({top}) + ({height}) / 2 + {name}_scale * {(south + north) / 2}",
    }


def shape(areas: pl.DataFrame) -> float:
    """Return a map's height for a width of one."""
    west, south, east, north = areas.select("west", "south", "east", "north").row(0)
    return float((north - south) / (east - west))


def features(areas: pl.DataFrame, names: list[str]) -> alt.InlineData:
    """Return the areas as GeoJSON features, with the columns `names` beside the geometry.

    The columns SHAPE and SHAPES, where there are any, say where the geometry can be fetched.
    """
    elsewhere = [name for name in (SHAPE, SHAPES) if name in areas.columns]
    values: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": json.loads(row.pop("geometry")), **row}
        for row in areas.select("geometry", *elsewhere, *names).to_dicts()
    ]
    # a tuple, as altair copies a list anew for each step of a drawing: a second for a city
    return alt.InlineData(values=tuple(values))


def polygons(
    name: str, shapes: alt.InlineData, *, precision: float = PRECISION, **encodings: Any
) -> list[alt.Chart]:
    """Draw the shapes of the map `name`, the chosen area and the one pointed at outlined on top.

    Vega-Lite takes two projections for one where only scale and place differ: two maps in one
    drawing need another `precision` each.
    """
    # an outline lies over its area and is pointed at and clicked in its place
    outlined = told(alt.Chart(shapes)).mark_geoshape(filled=False, stroke=INK, aria=False)
    outlined = outlined.encode(tooltip=encodings["tooltip"])
    layers = [
        told(alt.Chart(shapes)).mark_geoshape(stroke=QUIET, strokeWidth=0.7).encode(**encodings),
        outlined.transform_filter(IS_CHOSEN).encode(strokeWidth=alt.value(3)),
        outlined.transform_filter({"param": OVER, "empty": False}).encode(strokeWidth=alt.value(2)),
    ]
    return [_projected(layer, name, precision) for layer in layers]


def names(name: str, areas: pl.DataFrame) -> list[alt.Chart]:
    """Write the marks of the areas, and their names where the map as drawn has room for them.

    `areas` has label, mark, map_x, map_y and room (queries/vintage/room.py). A halo keeps the text
    readable on each colour.
    """
    table = areas.select("label", "mark", "map_x", "map_y", "room")
    base = alt.Chart(table).encode(
        x=alt.value(alt.ExprRef(f"{name}_x + {name}_scale * datum.map_x")),
        y=alt.value(alt.ExprRef(f"{name}_y - {name}_scale * datum.map_y")),
        text=alt.value(
            alt.ExprRef(
                f"datum.room * {name}_scale >= {NAME_SIZE}"
                " ? split((datum.mark ? datum.mark + ' ' : '') + datum.label, '\\n') : datum.mark"
            )
        ),
    )
    style: dict[str, Any] = {"fontSize": NAME_SIZE, "baseline": "middle", "aria": False}
    return [
        base.mark_text(stroke=GROUND, strokeWidth=3, strokeJoin="round", opacity=0.8, **style),
        base.mark_text(color=INK, **style),
    ]


def legend(steps: pl.DataFrame, left: str, top: str) -> list[alt.Chart]:
    """Draw the colour steps side by side, with a text at their edges.

    `steps` has position (0, 1, …), colour, opacity, and edge: the text at the step's right end.
    In a chart too narrow for them, the steps share its width.
    """
    step = f"min({STEP_WIDTH}, (width - 2 * ({left})) / {len(steps)})"
    at = f"({left}) + datum.position * {step}"
    base = alt.Chart(steps)
    swatches = base.mark_rect(stroke=QUIET, strokeWidth=0.5, aria=False).encode(
        x=alt.value(alt.ExprRef(at)),
        x2=alt.value(alt.ExprRef(f"{at} + {step}")),
        y=alt.value(alt.ExprRef(top)),
        y2=alt.value(alt.ExprRef(f"({top}) + {STEP_HEIGHT}")),
        fill=alt.Fill("colour:N", scale=None),
        fillOpacity=alt.FillOpacity("opacity:Q", scale=None),
    )
    size = alt.ExprRef(f"{step} < {STEP_WIDTH} ? 10.5 : 12.5")
    edges = base.mark_text(color=INK, baseline="top", fontSize=size, aria=False).encode(
        x=alt.value(alt.ExprRef(f"{at} + {step}")),
        y=alt.value(alt.ExprRef(f"({top}) + {STEP_HEIGHT + 4}")),
        text="edge:N",
    )
    return [swatches, edges]


def _projected(layer: alt.Chart, name: str, precision: float) -> alt.Chart:
    projected: alt.Chart = layer.project(
        type="mercator",
        scale=alt.ExprRef(f"{name}_scale"),
        translate=alt.ExprRef(f"[{name}_x, {name}_y]"),
        precision=precision,
    )
    return projected
