"""Questions about places: points that are no places, years without points, names against points."""

import duckdb
import geopandas as gpd
import numpy as np

from data.locate import WGS_84
from data.new_city.guess import Guess, first_filled
from data.new_city.places import LayerDraft, NameColumns, Points, area_of_name

LEAST_ROWS = 20
"""Rows below which a share says nothing."""

COMMON_SHARE = 0.2
"""Share of the points at one spot that is asked about."""

YEAR_SHARE = 0.5
"""A year with less than this share of the best year's points is asked about."""

LEAST_AGREEMENT = 0.8
"""Least share of records whose point lies in the area that their name says."""

PROOF = 0.9
"""Share of agreement with points that proves numbers of another name to be those of a layer."""

MOST_COMPARED = 5_000
"""Number of different pairs of point and name that are compared."""


def _xy(points: Points) -> str:
    return (
        f"try_cast({first_filled(points.xs)} as double) as x, "
        f"try_cast({first_filled(points.ys)} as double) as y"
    )


def point_questions(
    con: duckdb.DuckDBPyConnection, points: Points, day: Guess | None
) -> tuple[list[str], list[str]]:
    """Return questions about a source's points, and remarks."""
    names = " and ".join(repr(name) for name in points.columns)
    year = f"year(parse_time({day.sql}))" if day else "null"
    con.execute(
        f"create or replace temp table spots as select {_xy(points)}, {year} as year "
        "from records as raw"
    )
    rows, filled, zeros = con.execute(
        "select count(*), count(*) filter (x is not null and y is not null), "
        "count(*) filter (x = 0 or y = 0) from spots"
    ).fetchall()[0]
    questions: list[str] = []
    remarks: list[str] = []
    if filled < rows or zeros:
        remarks.append(
            f"{rows - filled:,} of {rows:,} rows have no point in {names}, and {zeros:,} have 0, "
            "which is no place"
        )
    common = con.execute(
        "select x, y, count(*) as n from spots where x <> 0 and y <> 0 group by all "
        "order by n desc, x, y limit 1"
    ).fetchall()
    for x, y, n in common:
        if filled >= LEAST_ROWS and n > COMMON_SHARE * filled:
            questions.append(
                f"is ({x:.10g}, {y:.10g}) a real place? {n:,} of {filled:,} points of {names} are "
                "there, as if it stood for an unknown place (a station, the middle of the city). "
                "If it is none, replace the lines that end in `as longitude,` and `as latitude,` "
                "by "
                f"`nullif(try_cast({first_filled(points.xs)} as double), {x!r}) as longitude,` and "
                f"`nullif(try_cast({first_filled(points.ys)} as double), {y!r}) as latitude,`"
            )
    years = con.execute(
        "select year, count(*) as n, count(*) filter (x <> 0 and y <> 0) as with_point from spots "
        f"where year is not null group by 1 having n >= {LEAST_ROWS} order by 1"
    ).fetchall()
    shares = {y: with_point / n for y, n, with_point in years}
    few = [y for y, share in shares.items() if share < YEAR_SHARE * max(shares.values())]
    if few:
        listed = ", ".join(f"{y}: {100 * shares[y]:.0f}%" for y in shares)
        questions.append(
            f"why have some years hardly any points? Rows with a point in {names}: {listed}. If "
            "the place is written otherwise there, read it as well; else agree, and areas have no "
            "records in those years"
        )
    return questions, remarks


def agreement(
    con: duckdb.DuckDBPyConnection, points: Points, value: str, layer: LayerDraft
) -> tuple[int, int]:
    """Return the records whose point and name both give an area, and those where it is the same.

    `value` is the SQL of the name.
    """
    if layer.frame is None:
        return 0, 0
    rows = con.execute(
        f"with named as (select {_xy(points)}, trim({value}) as name from records as raw), "
        "spots as (select x, y, name, count(*) as n from named "
        "where x <> 0 and y <> 0 and name <> '' group by all) "
        f"select * from spots order by hash(x, y, name) limit {MOST_COMPARED}"
    ).fetchall()
    if not rows:
        return 0, 0
    named = area_of_name(con, layer.frame, [str(row[2]) for row in rows])
    spots = gpd.GeoSeries(
        gpd.points_from_xy([row[0] for row in rows], [row[1] for row in rows]), crs=points.crs
    ).to_crs(WGS_84)
    inside = gpd.sjoin(
        gpd.GeoDataFrame({"n": [row[3] for row in rows], "named": named}, geometry=spots),
        layer.frame[["area_id", layer.frame.geometry.name]].to_crs(WGS_84),
        predicate="intersects",
    )
    inside = inside[inside["named"].notna()]
    same = inside.loc[inside["named"] == inside["area_id"], "n"].sum()
    return int(inside["n"].sum()), int(same)


def is_proven(both: int, same: int) -> bool:
    """Return whether points prove that a column names the areas of a layer."""
    return both >= LEAST_ROWS and same >= PROOF * both


def disagreement(
    con: duckdb.DuckDBPyConnection,
    points: Points,
    names: NameColumns,
    layers: list[LayerDraft],
) -> str | None:
    """Return a question if the points lie elsewhere than the names say, else None."""
    layer = next(draft for draft in layers if draft.layer.id == names.layer)
    both, same = agreement(con, points, names.sql, layer)
    if both < LEAST_ROWS or same >= LEAST_AGREEMENT * both:
        return None
    texts = " and ".join(repr(column.name) for column in names.columns)
    return (
        f"does {texts} name areas of {names.layer!r}? Of {both:,} records with a point in an area, "
        f"only {same:,} ({100 * same / both:.0f}%) lie in the area that it names, so it may number "
        "areas of another kind. If so, take place_name out of the query and place_layer out of "
        "city.toml; if the points are wrong, take them out"
    )


def nothing_placed(layer: LayerDraft, reasons: list[str]) -> str:
    """Return the question about a layer in which no source can place a record."""
    said = f" ({'; '.join(reasons)})" if reasons else ""
    count = 0 if layer.frame is None else int(np.size(layer.frame["area_id"].to_numpy()))
    return (
        f"which column places records in the {count:,} areas of {layer.layer.file}? None names "
        f"them and no point falls into them{said}, so this map would show nothing. Take the layer "
        "out, or name the column as place_name in the query and this layer as place_layer of the "
        "source"
    )
