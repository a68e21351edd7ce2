"""Placing: which area of each layer a record lies in, by its point, else by the area it names.

Only distinct places are placed; records are joined back to them. Millions of records share some
thousands of block coordinates, so this is what keeps placing fast.
"""

import datetime as dt

import duckdb
import geopandas as gpd
import pandas as pd

from data.areas import AreaMap
from data.config import City, Layer
from data.formats import quoted
from queries.declared.fields import staged

UNKNOWN = "unknown"
WGS_84 = "EPSG:4326"


def name_key(text: str) -> str:
    """Return SQL that folds an area's name or number: `0421` = `421` = `421.0`, case and spaces.

    `text` is an SQL expression of type text.
    """
    folded = f"regexp_replace(upper(trim({text})), '\\s+', ' ', 'g')"
    bare = f"regexp_replace({folded}, '^0+([0-9A-Z])', '\\1')"
    return f"regexp_replace({bare}, '\\.0+$', '')"


def reproject(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Turn staged x and y of sources in another projection into longitude and latitude.

    Such a source's staging query delivers x as longitude and y as latitude, in the units of the
    projection that city.toml names as the source's crs. Distinct points only are converted.
    """
    for source in city.sources:
        for dataset in {"force", "complaints", "calls"} & set(source.staging):
            if source.crs == WGS_84:
                continue
            xy = con.execute(
                f"select distinct longitude as x, latitude as y from {staged(dataset)} "
                "where source = ? and longitude is not null and latitude is not null",
                [source.id],
            ).df()
            points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=source.crs)
            turned = points.to_crs(WGS_84)
            con.register("turned", xy.assign(longitude=turned.x, latitude=turned.y))
            con.execute(
                f"""
                update {staged(dataset)} as staged
                set longitude = turned.longitude, latitude = turned.latitude
                from turned
                where
                    staged.source = ?
                    and staged.longitude = turned.x
                    and staged.latitude = turned.y
                """,
                [source.id],
            )
            con.unregister("turned")


def date_maps(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Give every staged record the number of the map of its date: how many redrawings precede it.

    A record without a day of its own belongs to the first.
    """
    if not city.redrawn_on:
        return
    days = {
        "force": "occurred_on",
        "complaints": "coalesce(occurred_on, received_on)",
        "calls": "cast(received_at as date)",
    }
    for dataset, day in days.items():
        passed = " + ".join(
            f"cast(coalesce({day} >= date '{redrawn}', false) as integer)"
            for redrawn in city.redrawn_on
        )
        con.execute(f"update {staged(dataset)} set map_no = {passed}")


def place(con: duckdb.DuckDBPyConnection, city: City, maps: list[AreaMap]) -> None:
    """Fill core.places (place_id × layer → area_id, placed_by) from the staging tables.

    Also leaves core.placed: what a staged row says of its place (source, map_no, longitude,
    latitude, place_name) with its place_id and its area in the city's first layer. A point that
    lies in no area of a layer, (0, 0), a swapped or a far-away one, does not place; the name
    decides then, through the ids, names and aliases of the map of the record's date, in each layer
    that the pack says the source's names are of.
    """
    con.execute(
        f"""
        create table core.place_ids as
        with named as (
            select source, map_no, longitude, latitude, place_name from staging.force_rows
            where set_aside is null
            union
            select source, map_no, longitude, latitude, place_name from staging.complaint_rows
            where set_aside is null
            union
            select source, map_no, longitude, latitude, place_name from staging.call_rows
            where set_aside is null
        ),

        select
            row_number() over () as place_id,
            named.*,
            {name_key("named.place_name")} as name_key,
        from named
        """
    )
    con.execute(
        "create table core.places "
        "(place_id bigint, layer varchar, area_id varchar, placed_by varchar)"
    )
    points = con.execute(
        """
        select place_id, map_no, longitude, latitude from core.place_ids
        where longitude between -180 and 180 and latitude between -90 and 90
        """
    ).df()
    for layer in city.layers:
        own = [one for one in maps if one.layer == layer.id]
        by_point = pd.concat(
            [_by_point(points[points["map_no"].isin(_numbers(one, city))], one) for one in own]
        )
        # where no point lies in any area, an empty column would pass for one of numbers
        con.register("by_point", by_point.astype({"area_id": "string"}))
        _name_keys(con, layer, own, city)
        con.execute(
            f"""
            insert into core.places
            select
                place_ids.place_id,
                {quoted(layer.id)} as layer,
                coalesce(by_point.area_id, name_keys.area_id, '{UNKNOWN}') as area_id,
                case
                    when by_point.area_id is not null then 'point'
                    when name_keys.area_id is not null then 'field'
                    else 'unplaced'
                end as placed_by,
            from core.place_ids
            left join by_point using (place_id)
            left join name_keys
                on place_ids.name_key = name_keys.name_key
                and place_ids.map_no = name_keys.map_no
                and place_ids.source in ({_sources_naming(layer, city)})
            """
        )
        con.execute("drop table name_keys")
        con.unregister("by_point")
    con.execute(
        f"""
        create table core.placed as
        select place_ids.*, places.area_id, places.placed_by
        from core.place_ids
        join core.places using (place_id)
        where places.layer = {quoted(city.layers[0].id)}
        """
    )


def unmatched_names(con: duckdb.DuckDBPyConnection, city: City, maps: list[AreaMap]) -> None:
    """Fill core.unmatched_names: names that match no area of their layer, with their records.

    Columns: layer, place_name, records, is_declared (true where the pack says it is no area). A
    name is sought on the map of the record's date.
    """
    con.execute(
        """
        create table core.unmatched_names (
            layer varchar, place_name varchar, records bigint, is_declared boolean
        )
        """
    )
    for layer in city.layers:
        _name_keys(con, layer, [one for one in maps if one.layer == layer.id], city)
        declared = ", ".join(name_key(quoted(name)) for name in layer.not_areas) or "''"
        con.execute(
            f"""
            insert into core.unmatched_names
            with names as (
                select {name_key("place_name")} as name_key, map_no
                from (
                    select place_name, map_no, source, set_aside from staging.force_rows
                    union all by name
                    select place_name, map_no, source, set_aside from staging.complaint_rows
                    union all by name
                    select place_name, map_no, source, set_aside from staging.call_rows
                )
                where set_aside is null and source in ({_sources_naming(layer, city)})
            )

            select
                {quoted(layer.id)},
                names.name_key,
                count(*),
                names.name_key in ({declared}),
            from names
            anti join name_keys using (name_key, map_no)
            where names.name_key <> ''
            group by names.name_key
            """
        )
        con.execute("drop table name_keys")


def _sources_naming(layer: Layer, city: City) -> str:
    """Return, as an SQL list, the sources whose place_name names areas of the layer."""
    ids = [source.id for source in city.sources if layer.id in source.place_layers]
    return ", ".join(quoted(one) for one in ids) or "''"


def _numbers(one: AreaMap, city: City) -> list[int]:
    """Return the numbers (staging's map_no) of the stretches of time in which a map held."""
    starts = [dt.date.min, *city.redrawn_on]
    return [
        number
        for number, start in enumerate(starts)
        if (one.valid_from is None or start >= one.valid_from)
        and (one.valid_until is None or start < one.valid_until)
    ]


def _by_point(points: pd.DataFrame, drawn: AreaMap) -> pd.DataFrame:
    """Return place_id and area_id of the points that lie in an area; on a shared line, one."""
    located = gpd.GeoDataFrame(
        points[["place_id"]],
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs=WGS_84,
    )
    joined = gpd.sjoin(located, drawn.frame, predicate="intersects")
    # A point on the line between two areas belongs to both; the first by id keeps it countable.
    first = joined.sort_values(["place_id", "area_id"]).drop_duplicates("place_id")
    return pd.DataFrame(first[["place_id", "area_id"]])


def _name_keys(
    con: duckdb.DuckDBPyConnection, layer: Layer, maps: list[AreaMap], city: City
) -> None:
    """Make temp table name_keys (name_key, map_no, area_id): what names an area on which map."""
    aliases = "".join(
        f" union all select {quoted(name)}, {quoted(area)}" for name, area in layer.aliases.items()
    )
    stretches = ", ".join(
        f"(cast({quoted(str(one.valid_from)) if one.valid_from else 'null'} as date), {number})"
        for one in maps
        for number in _numbers(one, city)
    )
    con.execute(
        f"""
        create temp table name_keys as
        with stretches (valid_from, map_no) as (values {stretches}),

        drawn as (
            select stretches.map_no, area_names.name, area_names.area_id
            from core.area_names as area_names
            inner join stretches on area_names.valid_from is not distinct from stretches.valid_from
            where area_names.layer = {quoted(layer.id)}
        ),

        -- an alias names an area by the id that its map gives it
        aliases as (
            select distinct drawn.map_no, aliases.name, drawn.area_id
            from (select null as name, null as area {aliases}) as aliases
            inner join drawn on aliases.area = drawn.name
        ),

        keyed as (
            select map_no, {name_key("name")} as name_key, area_id from drawn
            union
            select map_no, {name_key("name")}, area_id from aliases
        )

        -- a name that two areas share names neither
        select name_key, map_no, min(area_id) as area_id
        from keyed
        group by name_key, map_no
        having count(distinct area_id) = 1
        """
    )
