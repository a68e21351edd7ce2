"""Finds how a source gives places: columns of polygons, points in any projection, area names."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from data.areas import read_layer
from data.config import Layer
from data.formats import quoted
from data.locate import WGS_84
from data.new_city.guess import FEW, first_filled
from data.new_city.profile import MOST_VALUES, Column, Table
from data.new_city.words import listed, tokens
from data.plain import gunzipped
from queries.errors import BadInput

LOOKED_AT = 2_000
"""Number of different points used to try projections."""

LEAST_INSIDE = 0.3
"""Least share of points inside areas; a city's neighborhoods may cover only half of it."""

ALIKE = 0.005
"""If the shares of projections differ by less, the most common projection is used."""

LEAST_NUMBERS = 0.5
"""Least share of numbers among the values of a coordinate."""

LEAST_NAMED = 0.3
"""Least share of a column's rows whose value names an area."""

UNIT = {"officer", "unit", "employee", "assigned", "assignment"}
"""Words of a column that names the officer's unit."""

LEAST_FORM = 0.01
"""Least share of a column's values that makes a way of writing points one of its own."""

POINT = r"POINT ?\((-?[0-9.]+) (-?[0-9.]+)\)"
PAIR = r"\(?(-?[0-9]+\.[0-9]+), *(-?[0-9]+\.[0-9]+)\)?"
_X, _Y = {"longitude", "x"}, {"latitude", "y"}
_SPELLED = {"MT": "MOUNT", "ST": "SAINT", "FT": "FORT"}


LEAST_GAINED = 5
"""Least rows that a second column of places must place beyond the first; and 1 % of the rows."""

AGREEING = 0.9
"""Least share of rows in which two columns of places name the same area, for both to be read."""

MOST_WITHOUT = 20
"""Most names of no area in the first column; with more, it may name areas of another map."""

ALIKE_NAMED = 0.1
"""Layers whose areas are named by shares that differ by less are named alike well."""

LEAST_CHOICE = 0.9
"""Score of another layer's names above which a person is asked."""

_Match = tuple[float, dict[str, str], dict[str, int], str]


@dataclass(frozen=True)
class LayerDraft:
    """A drafted layer and its polygons (None if their projection is unknown).

    `notes` gives the evidence by key of city.toml, `decide` the questions for a person.
    """

    layer: Layer
    frame: gpd.GeoDataFrame | None
    notes: dict[str, str] = field(default_factory=dict)
    decide: tuple[str, ...] = ()


@dataclass(frozen=True)
class Points:
    """SQL of x and y as text, their projection, the evidence, and the files with them.

    There are several if files name them differently; the first filled one is used.
    """

    columns: tuple[str, ...]
    xs: tuple[str, ...]
    ys: tuple[str, ...]
    crs: str
    evidence: str
    files: frozenset[str]
    decide: tuple[str, ...] = ()


@dataclass(frozen=True)
class NameColumns:
    """Columns that name areas of a layer; `aliases` match if punctuation is ignored.

    `columns` are one column under the names of several files. `second` serves the rows in which
    they are blank or hold one of `without_area`.
    """

    layer: str
    columns: tuple[Column, ...]
    evidence: str
    aliases: dict[str, str]
    unmatched: dict[str, int]
    decide: tuple[str, ...] = ()
    second: Column | None = None
    without_area: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """SQL of the name: of the first column, else of the second."""
        first = f"trim({first_filled([column.sql for column in self.columns])})"
        if self.second is None:
            return f"nullif({first}, '')"
        none = ", ".join(quoted(name) for name in ("", *self.without_area))
        return (
            f"coalesce(case when {first} not in ({none}) then {first} end, "
            f"nullif(trim({self.second.sql}), ''))"
        )

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """All columns that are read."""
        return (*self.columns, *([self.second] if self.second else []))


def draft_layer(path: Path, raw: Path, used_ids: set[str]) -> LayerDraft:
    """Return a layer drafted from a file of polygons; raise BadInput if it cannot be used."""
    try:
        frame = gpd.read_file(gunzipped(path))
    except Exception as error:  # the driver raises its own kinds, depending on the format
        raise BadInput(
            "The polygons cannot be read",
            file=path,
            actual=str(error),
            expected="GeoJSON, KML or a shapefile",
            remedy="download the file again; a shapefile needs its .shx, .dbf and .prj beside it",
        ) from error
    id_column, name_column = _naming(frame, path)
    word = _area_word([path.stem, id_column, name_column])
    names = listed()["areas"][word]
    layer_id = word if word not in used_ids else re.sub(r"\W+", "_", path.stem.lower())
    notes = {
        "id_column": f"{len(frame)} polygons, {frame[id_column].nunique()} different values",
        "name_column": "such as "
        + ", ".join(str(value) for value in frame[name_column].dropna().unique()[:3]),
    }
    decide: tuple[str, ...] = ()
    crs = None
    if frame.crs is None:
        west, south, east, north = frame.total_bounds
        if west >= -180 and east <= 180 and south >= -90 and north <= 90:
            crs, notes["crs"] = WGS_84, "the file names none, and its numbers are degrees"
            decide = (
                f"are the polygons of {path.name} in longitude and latitude? The file does not say "
                f"(a shapefile's .prj would); its numbers run from {west:.4f} to {east:.4f} and "
                f"from {south:.4f} to {north:.4f}. If so, agree; else name another crs below",
            )
        else:
            decide = (
                f"which projection do the polygons of {path.name} have? The file does not say "
                "(a shapefile's .prj would); add it to this layer, as crs = 'EPSG:…'",
            )
    crossing = int((~frame.geometry.is_valid).sum())
    if crossing:
        notes["is_repaired"] = f"{crossing} polygons cross themselves; look at the map"
    layer = Layer(
        id=layer_id,
        name={language: singular for language, (singular, _) in names.items()},
        names={language: plural for language, (_, plural) in names.items()},
        file=path.relative_to(raw).as_posix(),
        id_column=id_column,
        name_column=name_column,
        crs=crs,
        is_repaired=crossing > 0,
    )
    is_readable = frame.crs is not None or crs is not None
    return LayerDraft(layer, read_layer(layer, raw) if is_readable else None, notes, decide)


def find_points(
    con: duckdb.DuckDBPyConnection, table: Table, layers: list[LayerDraft]
) -> tuple[Points | None, list[str]]:
    """Return the columns of points, and one line about each pair of columns that is not used.

    Degrees, swapped degrees and every projection in use in the region are tried. The reading that
    puts most points into areas is used.
    """
    candidates: list[tuple[float, Points]] = []
    not_taken: list[str] = []
    frames = [draft.frame for draft in layers if draft.frame is not None]
    ground = shapely.union_all([frame.geometry.union_all() for frame in frames]) if frames else None
    con.execute("create or replace temp view raw as select * from records")
    for columns, x, y, files in _pairs(table):
        xy = con.execute(
            f"""
            select distinct x, y
            from (select try_cast({x} as double) as x, try_cast({y} as double) as y from raw)
            where x <> 0 and y <> 0
            order by hash(x, y)
            limit {LOOKED_AT}
            """
        ).fetchnumpy()
        points_xy = np.column_stack([np.asarray(xy["x"], float), np.asarray(xy["y"], float)])
        best = _best(points_xy, ground) if len(points_xy) else None
        column_names = " and ".join(repr(name) for name in columns)
        if best is None:
            not_taken.append(
                f"{column_names}: no points, or no polygons to try their projection on"
            )
            continue
        share, crs, is_swapped, label = best
        reading = f"read as {label}" + (", x and y the other way round" if is_swapped else "")
        points_n = f"{len(points_xy):,} different points"
        evidence = f"{100 * share:.1f}% of {points_n} fall into an area, {reading}"
        if share < LEAST_INSIDE:
            not_taken.append(f"{column_names}: at best {evidence}")
            continue
        xs, ys = ((y,), (x,)) if is_swapped else ((x,), (y,))
        candidates.append((share, Points(columns, xs, ys, crs, evidence, files)))
    con.execute("drop view raw")
    candidates.sort(key=lambda candidate: -candidate[0])
    return _joined([points for _, points in candidates], not_taken), not_taken


def _joined(candidates: list[Points], not_taken: list[str]) -> Points | None:
    """Return the best points, with those of files that lack them; note the unused ones."""
    if not candidates:
        return None
    best = candidates[0]
    for candidate in candidates[1:]:
        names = " and ".join(repr(name) for name in candidate.columns)
        is_same_column = best.columns == candidate.columns and best.crs == candidate.crs
        if is_same_column:
            best = replace(
                best,
                xs=(*best.xs, *candidate.xs),
                ys=(*best.ys, *candidate.ys),
                evidence=f"{best.evidence}; written otherwise, {candidate.evidence}",
            )
        elif best.files & candidate.files:
            not_taken.append(f"{names}: {candidate.evidence}")
        elif best.crs != candidate.crs:
            files = ", ".join(sorted(candidate.files))
            question = (
                f"the points of {files} ({names}) are in {candidate.crs}, not in {best.crs}; give "
                "those files a [[sources]] entry of their own, with that crs"
            )
            best = replace(best, decide=(*best.decide, question))
        else:
            best = replace(
                best,
                columns=(*best.columns, *candidate.columns),
                xs=(*best.xs, *candidate.xs),
                ys=(*best.ys, *candidate.ys),
                evidence=f"{best.evidence}; in other files {names}",
                files=best.files | candidate.files,
            )
    return best


def find_names(
    con: duckdb.DuckDBPyConnection,
    columns: list[Column],
    layers: list[LayerDraft],
    agrees: Callable[[Column, LayerDraft], bool],
) -> tuple[NameColumns | None, dict[str, list[str]]]:
    """Return the column whose values name areas of a layer, or None.

    Of layers that are named alike well the first is taken, which is the public's; a person is asked
    if there is a choice. Also return, by layer, what keeps other columns from naming its areas.
    `agrees` says whether points lie where a column of numbers of another kind says.
    """
    reasons: dict[str, list[str]] = {}
    by_layer: list[tuple[float, NameColumns]] = []
    for layer_draft in layers:
        if layer_draft.frame is None:
            continue
        strict, loose = _keys(con, layer_draft.frame)
        reasons[layer_draft.layer.id] = []
        fits: list[tuple[_Match, Column]] = []
        for column in columns:
            is_of_kind = _is_of_kind(column, layer_draft)
            reason = _kept_out(column, layer_draft, strict)
            if reason and not is_of_kind and agrees(column, layer_draft):
                is_of_kind, reason = True, None
            reasons[layer_draft.layer.id] += [reason] if reason else []
            match = _match(con, column, layer_draft, strict, loose, with_numbers=is_of_kind)
            fits += [(match, column)] if match else []
        if not fits:
            continue
        fits.sort(key=lambda pair: -pair[0][0])
        (score, aliases, unmatched, evidence), column = fits[0]
        selected, files = [column], column.files
        for (_, more_aliases, more_unmatched, _), further in fits[1:]:
            if not files & further.files:  # the name of the same column in another file
                selected, files = [*selected, further], files | further.files
                aliases, unmatched = aliases | more_aliases, unmatched | more_unmatched
                evidence = f"{evidence}; in other files {further.name!r}"
        names = NameColumns(layer_draft.layer.id, tuple(selected), evidence, aliases, unmatched)
        rest = [pair for pair in fits[1:] if pair[1] not in selected]
        by_layer.append((score, _with_second(con, names, rest, layer_draft.frame)))
    if not by_layer:
        return None, reasons
    highest = max(score for score, _ in by_layer)
    best = next(names for score, names in by_layer if score >= highest - ALIKE_NAMED)
    frames = {draft.layer.id: draft.frame for draft in layers if draft.frame is not None}
    others = [
        f"{' and '.join(repr(column.name) for column in names.columns)} for {names.layer} "
        f"({names.evidence})"
        for score, names in by_layer
        if names is not best
        and score >= LEAST_CHOICE
        and not _is_same_map(frames[names.layer], frames[best.layer])
    ]
    if others:
        columns_text = " and ".join(repr(column.name) for column in best.columns)
        question = (
            f"which column places records without a point? As drafted {columns_text} for "
            f"{best.layer} ({best.evidence}); {'; '.join(others)} could as well. A record has one "
            "place_name, so the other map shows only records with a point. Agree, or write the "
            "other column as place_name and its layer as place_layer"
        )
        best = replace(best, decide=(*best.decide, question))
    return best, reasons


def _with_second(
    con: duckdb.DuckDBPyConnection,
    names: NameColumns,
    others: list[tuple[_Match, Column]],
    frame: gpd.GeoDataFrame,
) -> NameColumns:
    """Return the naming columns with a second one for the rows that they do not place.

    It must place enough of these rows, and agree with the first where both name an area. A person
    is asked where they disagree, or never both name one.
    """
    value = first_filled([column.sql for column in names.columns])
    for (_, aliases, unmatched, _), column in others:
        if set(tokens(column.name)) & UNIT:
            continue
        pairs = con.execute(
            f"select coalesce(trim({value}), '') as first, coalesce(trim({column.sql}), '') as "
            "second, count(*) as n from records as raw group by all order by n desc, first, second"
        ).fetchall()
        texts = [text for first, second, _ in pairs for text in (first, second)]
        areas = dict(zip(texts, area_of_name(con, frame, texts), strict=True))
        unplaced = sum(n for first, _, n in pairs if areas[first] is None)
        gained = sum(n for first, second, n in pairs if areas[first] is None and areas[second])
        both = sum(n for first, second, n in pairs if areas[first] and areas[second])
        same = sum(
            n for first, second, n in pairs if areas[first] and areas[first] == areas[second]
        )
        if gained < max(LEAST_GAINED, FEW * column.rows):
            continue
        first_name = " or ".join(repr(c.name) for c in names.columns)
        counts = (
            f"{column.name!r} names an area in {gained:,} of the {unplaced:,} rows in which "
            f"{first_name} names none; where both do, they agree in {same:,} of {both:,} rows"
        )
        if not both or same < AGREEING * both:
            question = (
                f"does {column.name!r} say where it happened as well? {counts}, so it is not read. "
                f"If it does, write `coalesce(nullif(trim({value}), ''), "
                f"nullif(trim({column.sql}), '')) as place_name,` below, or agree"
            )
            return replace(names, decide=(*names.decide, question))
        none = tuple(sorted({first for first, _, _ in pairs if first and areas[first] is None}))
        if len(none) > MOST_WITHOUT:
            continue
        return replace(
            names,
            evidence=f"{names.evidence}; {counts}",
            aliases=names.aliases | aliases,
            unmatched={name: n for name, n in unmatched.items() if name not in names.unmatched}
            | names.unmatched,
            second=column,
            without_area=none,
        )
    return names


def _is_same_map(frame: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Return whether two files hold the same areas, as a map and its zipped copy do."""
    return len(frame) == len(other) and bool(
        (frame["area_id"].to_numpy() == other["area_id"].to_numpy()).all()
        and frame.geometry.to_crs(WGS_84)
        .geom_equals(other.geometry.to_crs(WGS_84), align=False)
        .all()
    )


def area_of_name(
    con: duckdb.DuckDBPyConnection, frame: gpd.GeoDataFrame, names: list[str]
) -> list[str | None]:
    """Return the id of the area that each name means, or None."""
    strict, loose = _keys(con, frame)
    distinct = sorted(set(names))
    keys = dict(zip(distinct, _folded(con, distinct), strict=True))
    return [strict.get(keys[name]) or loose.get(_loosely(name)) for name in names]


def _kinds(layer_draft: LayerDraft) -> set[str]:
    """Return the words that say which kind of area a layer has."""
    layer = layer_draft.layer
    texts = (layer.id, layer.file or "", layer.id_column or "", layer.name_column or "")
    return {word.removesuffix("s") for text in texts for word in tokens(text)} & {
        *listed()["areas"]
    }


def _is_of_kind(column: Column, layer_draft: LayerDraft) -> bool:
    """Whether a column's name says the layer's kind of area, or the layer does not tell its own.

    The numbers of precincts are no neighborhoods, though both begin at 1.
    """
    named_kinds = set(tokens(column.name)) & set(listed()["areas"])
    kinds = _kinds(layer_draft) - {"area"}
    return bool(named_kinds) and (not kinds or bool(named_kinds & {*kinds, "area"}))


def _kept_out(column: Column, layer_draft: LayerDraft, strict: dict[str, str]) -> str | None:
    """Return why a column of numbers does not name the areas of a layer, though it could."""
    numbers = [(value, n) for value, n in column.values if re.fullmatch(r"\d+(\.0+)?", value)]
    total = sum(n for _, n in numbers)
    named_kinds = set(tokens(column.name)) & set(listed()["areas"])
    if not total or not named_kinds or column.distinct > MOST_VALUES:
        return None
    whole = [(str(int(float(value))), n) for value, n in numbers]
    matched = sum(n for value, n in whole if value in strict)
    if not _is_of_kind(column, layer_draft):
        if matched <= LEAST_NAMED * total:
            return None
        return (
            f"{column.name!r} has the same numbers in {100 * matched / total:.0f}% of its rows, "
            f"but a {min(named_kinds)} is no {layer_draft.layer.id}"
        )
    for factor in (10, 100, 1000):
        scaled = sum(
            n
            for value, n in whole
            if int(value) % factor == 0 and str(int(value) // factor) in strict
        )
        if scaled > 0.5 * total and scaled > matched:
            return (
                f"{column.name!r} holds numbers {factor} times those of the map in "
                f"{100 * scaled / total:.0f}% of its rows; divide them in the query"
            )
    return None


def _naming(frame: gpd.GeoDataFrame, path: Path) -> tuple[str, str]:
    """Return the columns of the polygons' ids and names: full, and with the most values."""
    areas = set(listed()["areas"])
    ids: list[tuple[float, str]] = []
    names: list[tuple[float, str]] = []
    for position, column in enumerate(frame.columns.drop(frame.geometry.name)):
        text = frame[column].astype("string").str.strip()
        if text.isna().any() or (text == "").any():
            continue
        name_words = set(tokens(str(column)))
        is_portal = bool(
            name_words & {"objectid", "object", "fid", "globalid", "shape", "perimeter"}
        )
        unique = text.nunique() / len(frame)
        numbers = {str(number) for number in range(len(frame) + 1)}
        is_counter = set(text) <= numbers and unique == 1 and not name_words & areas
        base = unique - 0.01 * position - 0.6 * (is_portal or is_counter)
        has_letters = text.str.contains("[A-Za-z]").mean() > 0.5
        ids.append(
            (base + 0.3 * bool(name_words & ({"id", "number", "code"} | areas)), str(column))
        )
        names.append(
            (
                base + 0.3 * has_letters + 0.4 * bool(name_words & ({"name", "label"} | areas)),
                str(column),
            )
        )
    if not ids:
        raise BadInput(
            "No column tells the polygons apart",
            file=path,
            actual=", ".join(str(name) for name in frame.columns),
            expected="a column that is filled in every polygon",
            remedy="take another file of the areas, or name them in a map editor",
        )
    return max(ids)[1], max(names)[1]


def _area_word(texts: list[str]) -> str:
    words = listed()["areas"]
    for text in texts:
        text_words = tokens(text)
        matches = [word for word in words if word in text_words or f"{word}s" in text_words]
        if matches:
            return str(matches[0])
    return "area"


def _pairs(table: Table) -> list[tuple[tuple[str, ...], str, str, frozenset[str]]]:
    """Return (columns, SQL of x, SQL of y, files with both) of all possible points."""
    pairs: list[tuple[tuple[str, ...], str, str, frozenset[str]]] = []
    axes: dict[tuple[str, ...], list[Column]] = {}
    for column in table.columns:
        name_words = tokens(column.name)
        if column.numbers > LEAST_NUMBERS:
            for word in set(name_words) & (_X | _Y):
                axes.setdefault(
                    (word, *(token for token in name_words if token != word)), []
                ).append(column)
    for (word, *rest), columns in axes.items():
        for across in axes.get(({"longitude": "latitude", "x": "y"}.get(word, ""), *rest), []):
            for along in columns:
                if files := along.files & across.files:
                    pairs.append(((along.name, across.name), along.sql, across.sql, files))
    for column in table.columns:
        shown = sum(n for _, n in column.values)
        rows = {
            form: sum(n for value, n in column.values if re.search(form, value))
            for form in (POINT, PAIR)
        }
        if not column.filled or sum(rows.values()) <= 0.5 * shown:
            continue
        for form, fits in rows.items():
            if fits > LEAST_FORM * shown:
                first, second = (
                    f"nullif(regexp_extract({column.sql}, '{form}', {group}), '')"
                    for group in (1, 2)
                )
                pairs.append(((column.name,), first, second, column.files))
    return pairs


def _best(
    xy: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", ground: shapely.Geometry | None
) -> tuple[float, str, bool, str] | None:
    """Return (share inside, projection, whether swapped, label) of the best reading."""
    is_degrees = bool((np.abs(xy) <= 180).all(axis=1).mean() > 0.9)
    if ground is None:
        if not is_degrees:
            return None
        is_swapped = bool(np.median(xy[:, 0]) > 0 > np.median(xy[:, 1]))
        return 1.0, WGS_84, is_swapped, "degrees (no polygons to try them on)"
    systems = [(WGS_84, "degrees")] if is_degrees else _systems(ground)
    shapely.prepare(ground)
    attempts = []
    for crs, label in systems:
        for is_swapped in (False, True):
            ordered = xy[:, ::-1] if is_swapped else xy
            points = gpd.GeoSeries(gpd.points_from_xy(ordered[:, 0], ordered[:, 1]), crs=crs)
            inside = shapely.intersects(ground, points.to_crs(WGS_84).to_numpy())
            attempts.append((float(np.mean(inside)), crs, is_swapped, label))
    highest = max((attempt[0] for attempt in attempts), default=0.0)
    return next((attempt for attempt in attempts if attempt[0] >= highest - ALIKE), None)


def _systems(ground: shapely.Geometry) -> list[tuple[str, str]]:
    """Return the projections in use at the polygons: state planes, UTM, Web Mercator."""
    systems = query_crs_info(
        auth_name="EPSG",
        pj_types=PJType.PROJECTED_CRS,
        area_of_interest=AreaOfInterest(*ground.bounds),
    )
    planes = [
        (f"EPSG:{system.code}", f"EPSG:{system.code} ({system.name})")
        for system in systems
        if re.match(r"NAD(27|83)", system.name)
        and not re.search(r"Albers|Atlas|Canada|CSRS|BLM|Lambert", system.name)
    ]
    planes.sort(key=lambda plane: ("(NAD83 / " not in plane[1], "(ft" not in plane[1], plane[1]))
    return [*planes, ("EPSG:3857", "EPSG:3857 (Web Mercator)")]


def _keys(
    con: duckdb.DuckDBPyConnection, frame: gpd.GeoDataFrame
) -> tuple[dict[str, str], dict[str, str]]:
    """Return {name: area id} twice: with names as the build matches them, and folded loosely."""
    pairs = [
        (str(text), str(area))
        for column in ("area_id", "name")
        for text, area in zip(frame[column], frame["area_id"], strict=True)
    ]
    strict = _unique(
        zip(
            _folded(con, [text for text, _ in pairs]),
            [area_id for _, area_id in pairs],
            strict=True,
        )
    )
    loose = _unique((_loosely(text), area) for text, area in pairs)
    return strict, loose


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    areas: dict[str, set[str]] = {}
    for key, area in pairs:
        areas.setdefault(key, set()).add(area)
    return {key: ids.copy().pop() for key, ids in areas.items() if key and len(ids) == 1}


def _folded(con: duckdb.DuckDBPyConnection, texts: list[str]) -> list[str]:
    rows = con.execute(
        "select name_key(name) from "
        "(select unnest(?) as name, unnest(?) as row_no) order by row_no",
        [texts, list(range(len(texts)))],
    ).fetchall()
    return [str(row[0]) for row in rows]


def _loosely(text: str) -> str:
    """Return a name without punctuation and words such as District: `1st Dist.` is `1`."""
    plain = re.sub(r"[^A-Z0-9]+", " ", text.upper().replace("&", " AND ").replace("'", "")).split()
    kinds = {word.upper() for word in listed()["areas"]} | {"DIST", "PCT", "POLICE"}
    spelled = [_SPELLED.get(token, token) for token in plain]
    bare = [token for token in spelled if token not in kinds] or spelled
    return " ".join(re.sub(r"^0*([0-9]+)(ST|ND|RD|TH)?$", r"\1", token) for token in bare)


def _match(
    con: duckdb.DuckDBPyConnection,
    column: Column,
    layer_draft: LayerDraft,
    strict: dict[str, str],
    loose: dict[str, str],
    *,
    with_numbers: bool,
) -> _Match | None:
    """Return (score, aliases, unmatched, evidence) if a column names areas, else None."""
    name_words = set(tokens(column.name))
    is_computed = {"computed", "region"} <= name_words  # a portal's own number of a polygon
    if not column.filled or column.distinct > MOST_VALUES or is_computed:
        return None
    hints = name_words & (set(listed()["areas"]) | set(tokens(layer_draft.layer.id)))
    # a priority of 1 to 5 is no district, and a precinct of 1 to 5 no neighborhood
    if not with_numbers:
        strict = {key: area for key, area in strict.items() if not key.isdigit()}
        loose = {key: area for key, area in loose.items() if not key.isdigit()}
    aliases: dict[str, str] = {}
    unmatched: dict[str, int] = {}
    matched = 0
    keys = _folded(con, [value for value, _ in column.values])
    for (value, n), key in zip(column.values, keys, strict=True):
        if key in strict:
            matched += n
        elif (area := loose.get(_loosely(value))) is not None:
            aliases[value] = area
            matched += n
        else:
            unmatched[key] = unmatched.get(key, 0) + n
    share = matched / column.filled
    if share < LEAST_NAMED:
        return None
    is_unit = bool(name_words & UNIT)
    score = share * column.filled / column.rows + 0.2 * bool(hints) - 0.5 * is_unit
    evidence = f"{100 * share:.1f}% of its values name an area of {layer_draft.layer.id!r}"
    return score, aliases, unmatched, evidence
