"""Vintages of a few people involved in force, in the tables that the pages query."""

import datetime as dt
from typing import Any

import duckdb

from queries.sql_text import read_sql
from queries.stored.reader import Reader
from queries.vintage.catalog import Vintage
from tests.manifests import made_up

BENCHMARKS = [
    {"id": "people", "kind": "residents", "name": {}, "per": {}},
    {"id": "arrests", "kind": "events", "name": {}, "per": {}},
]
FIELDS = ("race", "sex", "age_group")


def vintage(
    first: str = "2019-01-01",
    settled: str = "2020-12-31",
    gaps: tuple[tuple[str, str], ...] = (),
    benchmarks: list[dict[str, Any]] | None = None,
    smallest: int = 5,
) -> Vintage:
    """Return a vintage with empty tables; its mart of people is a view of what is inserted."""
    con = duckdb.connect()
    con.execute(
        """
        create schema core;
        create table core.force_incidents (
            incident_id int, occurred_on date, place_id int, persons_n bigint
        );
        create table core.force_persons (
            incident_id int, race varchar, sex varchar, age_group varchar
        );
        create view force_incidents as from core.force_incidents;
        create view force_persons as from core.force_persons;
        create table places (place_id int, layer varchar, area_id varchar, placed_by varchar);
        create view coverage as
            select 'persons' as dataset, field, count(*) as filled_n
            from (unpivot core.force_persons on race, sex, age_group into name field value value)
            where value <> 'unknown'
            group by field;
        create table areas (
            layer varchar, area_id varchar, name varchar, population bigint, population_year int,
            valid_from date, valid_until date, longitude double, latitude double, geometry varchar
        );
        create table force_breakdowns (
            layer varchar, area_id varchar, month date, field varchar, value varchar,
            incidents_n bigint
        );
        create table force_totals (
            layer varchar, area_id varchar, month date, incidents_n bigint,
            persons_published_n bigint, persons_n bigint, officers_published_n bigint,
            officers_n bigint, rows_n bigint
        );
        create table policies (policy_id varchar, effective_on date, entry varchar);
        create table benchmarks (benchmark varchar, race varchar, year int, n bigint);
        """
    )
    mart = read_sql("marts", "person_breakdowns")
    con.execute(f"create view person_breakdowns as {mart}")
    span = {
        "first_on": first,
        "last_on": settled,
        "settled_to": settled,
        "rates": True,
        "gaps": [{"from": start, "to": end} for start, end in gaps],
    }
    manifest = made_up(
        {"force": span},
        smallest_cell=smallest,
        race_benchmarks=BENCHMARKS if benchmarks is None else benchmarks,
    )
    return Vintage(city_id="test", vintage="1", manifest=manifest, reader=Reader(con))


def fill(city: Vintage, table: str, *rows: tuple[Any, ...]) -> None:
    """Insert rows."""
    marks = ", ".join("?" * len(rows[0]))
    city.reader.con.executemany(f"insert into {table} values ({marks})", rows)


def incident(city: Vintage, day: dt.date, area: str, *races: str) -> None:
    """Insert one incident with a person of each race, whose sex and age are unknown."""
    number = city.reader.rows("select count(*) from core.force_incidents")[0][0]
    fill(city, "core.force_incidents", (number, day, number, len(races)))
    fill(city, "core.force_persons", *((number, race, "unknown", "unknown") for race in races))
    fill(city, "places", (number, "area", area, "field"))


def involve(city: Vintage, day: dt.date, race: str, persons: int, incidents: int) -> None:
    """Insert people of one race in area a; the first incident holds all surplus people."""
    for number in range(incidents):
        incident(city, day, "a", race, *[race] * (persons - incidents if number == 0 else 0))
