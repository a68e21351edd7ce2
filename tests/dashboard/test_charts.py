"""The charts: valid Vega-Lite, zero on every rate's axis, no colour without a second sign."""

import datetime as dt
import json
import re
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
import vl_convert

from dashboard.branding import contrast
from dashboard.charts import (
    FELL_INK,
    NONE,
    ROSE_INK,
    VERDICT_MARKS,
)
from dashboard.charts.areas import NAME_SIZE, marked
from dashboard.charts.control import STATE_COLOURS, control_chart
from dashboard.charts.dates import dates_strip
from dashboard.charts.linked import (
    LEAST,
    MAP_HEIGHT,
    MAP_SHARE,
    PHONE_MAP_HEIGHT,
    linked_chart,
)
from dashboard.charts.maps import LITTLE, MUCH, OPEN, RATE_OPACITIES, SOME, change_map, rate_maps
from dashboard.charts.marks import Marks
from dashboard.charts.series import series_chart
from dashboard.charts.trend import trend_chart
from dashboard.tokens import THEMES
from dashboard.words import load
from queries.review.month import STATES
from queries.stats.verdicts import CLEAR
from queries.stats.verdicts import verdicts as _verdicts
from queries.vintage.room import with_room

WORDS = load("en")
SQUARE = '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}'


def areas(*verdicts: str) -> pl.DataFrame:
    """Return one square area per verdict, with everything the charts read."""
    n = len(verdicts)
    return pl.DataFrame(
        {
            "area_id": [str(i) for i in range(n)],
            "area": [f"Area {i}" for i in range(n)],
            "verdict": verdicts,
            "verdict_words": [WORDS.verdict(verdict) for verdict in verdicts],
            "counts_words": ["counts"] * n,
            "range_words": ["range"] * n,
            "name": [f"Area {i}" for i in range(n)],
            "geometry": [SQUARE] * n,
            "before_rate": [float(i) for i in range(n)],
            "after_rate": [float(2 * i) for i in range(n)],
            "before_words": ["rate"] * n,
            "after_words": ["rate"] * n,
            "is_caution": [i == 0 for i in range(n)],
        }
    ).pipe(with_room)


def drawn_rows(spec: dict[str, Any], column: str) -> list[dict[str, Any]]:
    """Return the rows of the first table of a spec that has a column."""
    tables: list[list[dict[str, Any]]] = list(spec["datasets"].values())
    return next(rows for rows in tables if rows and column in rows[0])


def marks(spec: dict[str, Any]) -> list[str]:
    """Return every mark type of a layered chart, outermost first."""
    outermost = [spec["mark"]["type"]] if "mark" in spec else []
    return outermost + [mark for layer in spec.get("layer", []) for mark in marks(layer)]


def test_every_verdict_has_a_sign() -> None:
    """Each verdict except "no clear change" has a mark besides its colour."""
    assert _verdicts.__doc__ is not None
    assert all(verdict in _verdicts.__doc__ for verdict in VERDICT_MARKS)
    assert [verdict for verdict, mark in VERDICT_MARKS.items() if not mark] == ["no_clear_change"]


def test_what_cannot_be_told_is_quieter_than_the_rest_in_light_and_dark() -> None:
    """Too few to tell has the colour nearest to the ground of the two themes."""
    assert NONE == "var(--neutral-tint)"
    for tokens in THEMES.values():
        ground = tokens["ground"]
        none = contrast(tokens["neutral-tint"], ground)
        assert none < min(contrast(tokens[name], ground) for name in ("less-mark", "more-mark"))
        assert none < contrast(tokens["main"], ground)


def test_the_date_itself_differs_in_colour_and_shape() -> None:
    """Other dates are circles, the date a diamond, on a logarithmic axis over the usual range."""
    dates = pl.DataFrame(
        {
            "ratio": [0.9, 0.7],
            "is_own": [False, True],
            "kind_words": ["another date", "this date"],
            "month_words": ["May 2006", "April 2021"],
            "change_words": ["10 % fewer", "30 % fewer"],
        }
    )
    band = pl.DataFrame({"low": [0.8], "high": [1.2]})
    spec = dates_strip(dates, band, WORDS).to_dict()
    assert marks(spec) == ["rect", "rule", "point"]
    encoding = spec["layer"][2]["encoding"]
    assert encoding["x"]["scale"]["type"] == "log"
    for channel in ("color", "shape"):
        assert encoding[channel]["scale"]["domain"] == ["another date", "this date"]
        assert len(set(encoding[channel]["scale"]["range"])) == 2


def test_two_rate_maps_share_their_steps() -> None:
    """Both periods have one colour whose depth steps at the same rates, from pale to full."""
    spec = rate_maps(areas("fell", "rose", "fell"), [1.0, 3.0], ["1", "3"], WORDS).to_dict()
    shapes = drawn_rows(spec, "geometry")
    depths = [[row[f"{period}_opacity"] for row in shapes] for period in ("before", "after")]
    steps = RATE_OPACITIES
    assert depths == [[steps[0], steps[1], steps[1]], [steps[0], steps[1], steps[2]]]
    legend = drawn_rows(spec, "edge")
    assert [step["edge"] for step in legend] == ["1", "3", ""]


def test_a_range_beyond_the_scale_is_cut_with_an_arrow() -> None:
    """Its end is at the end of the scale and has an arrow; a change beyond has no dot."""
    shown = changed("fell", "fell", "fell").with_columns(
        change=pl.Series([0.1, 0.5, 0.9]),
        low=pl.Series([0.01, 0.01, 0.5]),
        high=pl.Series([0.2, float("inf"), 1.8]),
    )
    spec = linked_chart(shown, WORDS).to_dict()
    rows = drawn_rows(spec, "low_at")
    names = ("low_at", "high_at", "is_cut_low", "is_cut_high", "is_inside")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (0.0, 0.0, True, False, False),
        (0.0, 1.0, True, True, True),
        (0.25, 0.712, False, False, True),
    ]
    text = json.dumps(spec, ensure_ascii=False)
    assert "◂" in text
    assert "▸" in text


@pytest.mark.parametrize(("width", "is_beside"), [(1184, True), (720, True), (358, False)])
def test_dots_stand_beside_the_map_or_under_it(width: int, is_beside: bool) -> None:
    """At a desk rows begin right of the map, on a phone under it; no row lies on another."""
    spec = linked_chart(changed("fell", "rose", "no_clear_change"), WORDS).to_dict()
    svg = vl_convert.vegalite_to_svg({**spec, "width": width}, allowed_base_urls=[])
    places = re.findall(r'translate\(([\d.]+),([\d.]+)\)"[^>]*>Area \d<', svg)
    rows = [(float(x), float(y)) for x, y in places][-3:]
    square = min(width * MAP_SHARE, MAP_HEIGHT) if is_beside else min(width, PHONE_MAP_HEIGHT)
    along = 0 if is_beside else 1
    assert all(place[along] > square for place in rows)
    heights = [y for _, y in rows]
    assert all(after - before >= LEAST for before, after in pairwise(heights))


def test_a_name_is_drawn_only_where_it_fits() -> None:
    """A map writes a name only where the room in the polygon, as drawn, is as high as its text."""
    spec = change_map(changed("fell"), WORDS).to_dict()
    texts = [
        layer["encoding"]["text"]["value"]["expr"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text" and "value" in layer["encoding"]["text"]
    ]
    assert len(texts) == 2  # a halo and the text
    assert all(f"datum.room * map_scale >= {NAME_SIZE}" in text for text in texts)


def test_what_is_pointed_at_or_chosen_is_marked_in_map_and_dots() -> None:
    """Two layers of the map and the field of a row name the area chosen and the one pointed at."""
    spec = marked(linked_chart(changed("fell", "rose"), WORDS).to_dict(), "1")
    assert {"name": "chosen", "value": "1"} in spec["params"]
    tests = json.dumps([layer.get("transform") for layer in spec["layer"]])
    field = next(layer for layer in spec["layer"] if layer["mark"].get("fill"))
    tests_of_rows = json.dumps(field["encoding"]["fillOpacity"])
    for test in ("datum.area_id === chosen", '"param": "over"'):
        assert test in tests
        assert test in tests_of_rows


def test_provisional_months_are_drawn_differently() -> None:
    """Provisional months are hollow points, off the line; jumps are triangles; y starts at 0."""
    months = pl.DataFrame(
        {
            "month": [dt.date(2020, 1, 1), dt.date(2020, 2, 1)],
            "events": [3, 1],
            "rate": [3.0, 1.0],
            "low": [1.0, 0.1],
            "high": [6.0, 3.0],
            "is_provisional": [False, True],
            "is_jump": [True, False],
            "month_words": ["January 2020", "February 2020"],
            "range_words": ["1-6", "0-3"],
        }
    )
    day = dt.date(2020, 1, 15)
    windows = ((day, day), (day, day))
    spec = series_chart(months, windows, "in force", "a year", Marks(), WORDS).to_dict()
    layers = [layer for layer in spec["layer"] if "mark" in layer]
    filters = [
        (layer["mark"]["type"], layer.get("transform", [{}])[0].get("filter")) for layer in layers
    ]
    assert ("line", "!datum.is_provisional") in filters
    assert ("point", "datum.is_provisional") in filters
    assert ("point", "datum.is_jump") in filters
    line = next(layer for layer in layers if layer["mark"]["type"] == "line")
    assert line["encoding"]["y"]["scale"] == {"zero": True}


def test_no_change_is_drawn_from_the_transition_on() -> None:
    """The dashed line of no change starts where the model's own line stops; y starts at 0."""
    months = pl.DataFrame(
        {
            "month": [dt.date(2020, month, 1) for month in (1, 2, 3)],
            "phase": ["before", "transition", "after"],
            "events": [3, 1, 2],
            **{
                key: [3.0, 1.0, 2.0]
                for key in ("rate", "expected", "counterfactual", "low", "high")
            },
            "state": ["used", "unused", "provisional"],
            "is_jump": [False, False, True],
            **{key: ["a", "b", "c"] for key in ("month_words", "rate_words", "unchanged_words")},
        }
    )
    policy = (dt.date(2020, 3, 1), "in force")
    spec = trend_chart(months, policy, "a month", Marks(), WORDS).to_dict()
    layers = [layer for layer in spec["layer"] if "mark" in layer]
    dashed, solid = (layer for layer in layers if layer["mark"]["type"] == "line")
    assert "strokeDash" in dashed["mark"]
    assert "datum.phase != 'before'" in dashed["transform"][0]["filter"]
    assert "datum.phase != 'transition'" in solid["transform"][0]["filter"]
    hollow_points = [layer for layer in layers if layer["mark"].get("filled") is False]
    assert [layer["transform"][0]["filter"] for layer in hollow_points] == [
        "datum.state == 'unused'",
        "datum.state == 'provisional'",
    ]
    dots = next(layer for layer in layers if layer["mark"]["type"] == "circle")
    assert dots["encoding"]["y"]["scale"] == {"zero": True}


def test_every_state_has_a_colour() -> None:
    """A chart has a colour for each state that a review can have, and for no other."""
    assert set(STATE_COLOURS) == set(STATES)


def test_a_control_chart_keeps_old_limits_and_hollow_months() -> None:
    """Old limits are lines of their own, provisional months hollow, the axis starts at zero."""
    days = [dt.date(2020, month, 1) for month in range(1, 5)]
    months = pl.DataFrame(
        {
            "month": days,
            "events": [5.0, 6, 20, 4],
            "rate": [5.0, 6, 20, 4],
            "centre": [5.5] * 4,
            "low": [1.0] * 4,
            "high": [9.0] * 4,
            "old_centre": [None, None, 7.0, 7.0],
            "old_low": [None, None, 2.0, 2.0],
            "old_high": [None, None, 12.0, 12.0],
            "is_baseline": [True, True, False, False],
            "is_signal": [False, False, True, False],
            "rule": ["", "", "outside_high", ""],
            "state": ["common_cause", "common_cause", "concern", None],
            "is_provisional": [False, False, False, True],
            "month_words": ["m"] * 4,
            "state_words": ["s"] * 4,
            "rule_words": ["r"] * 4,
            "range_words": ["1–9"] * 4,
        }
    )
    notes = pl.DataFrame({"month": [days[1]], "what": ["note"], "short": ["✎"]})
    spec = control_chart(months, Marks(), notes, days[2], "per year", WORDS).to_dict()
    text = json.dumps(spec)
    for name in ("old_low", "old_high", "low", "high", "centre"):
        assert f'"field": "{name}"' in text
    assert '"zero": true' in text
    assert "triangle-up" in text
    assert "triangle-down" not in text
    assert text.count('"filled": false') == 2


def changed(*verdicts: str) -> pl.DataFrame:
    """Return areas with these verdicts, as the map of changes takes them."""
    return areas(*verdicts).with_columns(
        change=pl.lit(0.5),
        low=pl.lit(0.4),
        high=pl.lit(0.6),
        is_open=pl.lit(value=False),
        is_clear=pl.col("verdict").is_in(CLEAR),
        change_words=pl.lit("0.5"),
    )


def test_a_change_map_draws_shapes_to_be_clicked() -> None:
    """Each area is a shape of our own polygons; nothing is fetched, and a click picks one."""
    spec = change_map(changed("fell", "too_few_to_tell"), WORDS).to_dict()
    assert set(marks(spec)) == {"geoshape", "text", "rect"}
    assert "http" not in json.dumps(spec).replace(spec["$schema"], "")
    selections = [param["name"] for param in spec["params"] if "select" in param]
    assert selections == ["picked", "over"]


def test_a_change_is_deeper_the_larger_it_is_and_pale_where_it_is_open() -> None:
    """Green is less and orange more, in three steps; a range that holds no change makes it pale."""
    shown = changed(*["fell"] * 6).with_columns(
        change=pl.Series([0.5, 0.7, 0.9, 1.2, 1.9, 0.5]),
        is_open=pl.Series([False] * 5 + [True]),
    )
    drawn = drawn_rows(change_map(shown, WORDS).to_dict(), "said")
    assert [row["opacity"] for row in drawn] == [MUCH, SOME, LITTLE, LITTLE, SOME, OPEN]
    assert [row["colour"] for row in drawn] == [FELL_INK] * 3 + [ROSE_INK] * 2 + [FELL_INK]


def test_a_change_map_marks_what_the_verdicts_say() -> None:
    """Marks name the areas said to have changed, and those without a change; colour names none."""
    shown = changed("fell", "rose_a_little", "no_clear_change", "about_the_same", "not_comparable")
    shown = shown.with_columns(change=pl.when(pl.col("verdict") != "not_comparable").then("change"))
    spec = change_map(shown, WORDS).to_dict()
    assert [row["mark"] for row in drawn_rows(spec, "room")] == ["▼", "△", "", "", "×"]
    assert drawn_rows(spec, "said")[-1]["colour"] == NONE
