"""Placing: which area of each layer a record lies in, by its point, else by the area it names.

Only distinct places are placed; records are joined back to them. Millions of records share some
thousands of block coordinates, so this is what keeps placing fast.
"""

import duckdb
import geopandas as gpd
import pandas as pd

from data.config import City, Layer
from data.read import quoted

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
                f"select distinct longitude as x, latitude as y from staging.{dataset} "
                "where source = ? and longitude is not null and latitude is not null",
                [source.id],
            ).df()
            points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=source.crs)
            turned = points.to_crs(WGS_84)
            con.register("turned", xy.assign(longitude=turned.x, latitude=turned.y))
            con.execute(
                f"""
                update staging.{dataset} as staged
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


def place(
    con: duckdb.DuckDBPyConnection, city: City, polygons: dict[str, gpd.GeoDataFrame]
) -> None:
    """Fill core.places (place_id × layer → area_id, placed_by) from the staging tables.

    Also leaves core.placed: what a staged row says of its place (source, longitude, latitude,
    place_name) with its place_id and its area in the city's first layer. A point that lies in no
    area of a layer, (0, 0), a swapped or a far-away one, does not place; the name decides then,
    through the layer's ids, names and aliases.
    """
    layer_of = ", ".join(
        f"({quoted(source.id)}, {quoted(source.place_layer or '')})" for source in city.sources
    )
    con.execute(
        f"""
        create table core.place_ids as
        with named as (
            select source, longitude, latitude, place_name from staging.force
            where set_aside is null
            union
            select source, longitude, latitude, place_name from staging.complaints
            where set_aside is null
            union
            select source, longitude, latitude, place_name from staging.calls
            where set_aside is null
        ),

        select
            row_number() over () as place_id,
            named.*,
            layer_of.place_layer,
            {name_key("named.place_name")} as name_key,
        from named
        join (values {layer_of}) as layer_of (source, place_layer) using (source)
        """
    )
    con.execute(
        "create table core.places "
        "(place_id bigint, layer varchar, area_id varchar, placed_by varchar)"
    )
    points = con.execute(
        """
        select place_id, longitude, latitude from core.place_ids
        where longitude between -180 and 180 and latitude between -90 and 90
        """
    ).df()
    for layer in city.layers:
        by_point = _by_point(points, polygons[layer.id])
        con.register("by_point", by_point)
        _name_keys(con, layer)
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
                and place_ids.place_layer = {quoted(layer.id)}
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


def unmatched_names(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill core.unmatched_names: names that match no area of their layer, with their records.

    Columns: layer, place_name, records, is_declared (true where the pack says it is no area).
    """
    con.execute(
        """
        create table core.unmatched_names (
            layer varchar, place_name varchar, records bigint, is_declared boolean
        )
        """
    )
    for layer in city.layers:
        _name_keys(con, layer)
        declared = ", ".join(name_key(quoted(name)) for name in layer.not_areas) or "''"
        sources = ", ".join(
            quoted(source.id) for source in city.sources if source.place_layer == layer.id
        )
        if sources:
            con.execute(
                f"""
                insert into core.unmatched_names
                with names as (
                    select {name_key("place_name")} as place_name
                    from (
                        select place_name, source, set_aside from staging.force
                        union all by name
                        select place_name, source, set_aside from staging.complaints
                        union all by name
                        select place_name, source, set_aside from staging.calls
                    )
                    where set_aside is null and source in ({sources})
                )

                select
                    {quoted(layer.id)},
                    place_name,
                    count(*),
                    place_name in ({declared}),
                from names
                where place_name <> '' and place_name not in (select name_key from name_keys)
                group by place_name
                """
            )
        con.execute("drop table name_keys")


def _by_point(points: pd.DataFrame, polygons: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return place_id and area_id of the points that lie in an area; on a shared line, one."""
    located = gpd.GeoDataFrame(
        points[["place_id"]],
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs=WGS_84,
    )
    joined = gpd.sjoin(located, polygons, predicate="intersects")
    # A point on the line between two areas belongs to both; the first by id keeps it countable.
    first = joined.sort_values(["place_id", "area_id"]).drop_duplicates("place_id")
    return pd.DataFrame(first[["place_id", "area_id"]])


def _name_keys(con: duckdb.DuckDBPyConnection, layer: Layer) -> None:
    aliases = "".join(
        f" union select {name_key(quoted(name))}, {quoted(area)}"
        for name, area in layer.aliases.items()
    )
    con.execute(
        f"""
        create temp table name_keys as
        with keyed as (
            select {name_key("area_id")} as name_key, area_id
            from core.areas where layer = {quoted(layer.id)}
            union
            select {name_key("name")}, area_id
            from core.areas where layer = {quoted(layer.id)}
            {aliases}
        )

        -- a name that two areas share names neither
        select name_key, min(area_id) as area_id
        from keyed
        group by name_key
        having count(distinct area_id) = 1
        """
    )
