"""Minneapolis' pack on the real files: incidents by time, two files, a record that breaks."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data.areas import read_layer
from data.config import read_city
from queries.manifest import Manifest
from tests.cities import fates, layer_of, manifest_of, placing, stale_codes, tables_of, warnings
from tests.staged import staged

SPLIT = dt.date(2018, 6, 6)
"""The first day with force that only the newer file holds."""


@pytest.fixture(scope="module")
def con(shared_data: Path) -> duckdb.DuckDBPyConnection:
    """Minneapolis' sources as staged."""
    return staged("minneapolis", shared_data / "minneapolis")


@pytest.fixture(scope="module")
def tables(minneapolis_home: Path) -> duckdb.DuckDBPyConnection:
    """The tables of the published vintage."""
    return tables_of("minneapolis", minneapolis_home)


@pytest.fixture(scope="module")
def manifest(minneapolis_home: Path) -> Manifest:
    """The manifest of the published vintage."""
    return manifest_of("minneapolis", minneapolis_home)


def test_every_row_has_its_fate(manifest: Manifest) -> None:
    """87 empty rows of each of eleven years and the second header are set aside, and no others."""
    kept = fates(manifest)
    assert kept["use_of_force_2008_2018.csv"] == (
        10_905,
        {"empty_row": 11 * 87, "header_repeated": 1},
        {"same_record": 13_939},
    )
    assert kept["use_of_force_2016_2021.csv"] == (
        3_191,
        {},
        {"duplicate": 1_244, "older_snapshot": 4_947, "same_record": 3_543},
    )


def test_a_time_stands_at_one_place(con: duckdb.DuckDBPyConnection) -> None:
    """As many times as times and places in both files, so a time numbers an incident."""
    counts = con.execute(
        """
        select
            source,
            count(*),
            count(distinct incident_id),
            count(distinct (incident_id, longitude, latitude, place_name)),
        from staging.force_rows
        where set_aside is null
        group by source
        order by source
        """
    ).fetchall()
    assert counts == [
        ("force_2008", 24_844, 10_905, 10_905),
        ("force_2016", 12_925, 5_310, 5_310),
    ]


def test_the_two_files_have_the_same_incidents(con: duckdb.DuckDBPyConnection) -> None:
    """Over the days they share, 2,119 times stand in both files, and one in the older only."""
    counts = con.execute(
        """
        with times as (
            select
                incident_id,
                bool_or(source = 'force_2008') as is_older,
                bool_or(source = 'force_2016') as is_newer,
            from staging.force_rows
            where set_aside is null and occurred_on between '2016-01-01' and '2018-06-03'
            group by incident_id
        )

        select
            count(*) filter (is_older and is_newer),
            list(incident_id) filter (not is_newer),
            count(*) filter (not is_older),
        from times
        """
    ).fetchone()
    assert counts == (2_119, ["2017-06-13 20:10:16"], 0)


def test_the_files_tell_injuries_alike(con: duckdb.DuckDBPyConnection) -> None:
    """In incidents with one answer in each file, the older file's -1 is Yes and its 0 is No."""
    answers = con.execute(
        """
        with answers as (
            select incident_id, source, bool_or(is_person_injured) as is_injured
            from staging.force_rows
            where set_aside is null and is_person_injured is not null
            group by all
            having count(distinct is_person_injured) = 1
        )

        select older.is_injured, newer.is_injured, count(*) > 300
        from answers as older
        inner join answers as newer using (incident_id)
        where older.source = 'force_2008' and newer.source = 'force_2016'
        group by all
        order by all
        """
    ).fetchall()
    assert answers == [(False, False, True), (True, True, True)]


def test_incidents_by_year(tables: duckdb.DuckDBPyConnection) -> None:
    """14,096 incidents, 951 of them in 2016 as the other file counts them."""
    counts = tables.execute(
        "select year(occurred_on), count(*) from force_incidents group by 1 order by 1"
    ).fetchall()
    assert dict(counts) == {
        2008: 1_488,
        2009: 1_299,
        2010: 1_141,
        2011: 1_112,
        2012: 1_034,
        2013: 862,
        2014: 979,
        2015: 870,
        2016: 951,
        2017: 847,
        2018: 762,
        2019: 734,
        2020: 1_079,
        2021: 938,
    }
    assert sum(n for _, n in counts) == 14_096
    files = tables.execute(
        "select source_file, min(occurred_on), max(occurred_on) from force_incidents "
        "group by 1 order by 1"
    ).fetchall()
    assert files == [
        ("use_of_force_2008_2018.csv", dt.date(2008, 1, 1), dt.date(2018, 6, 3)),
        ("use_of_force_2016_2021.csv", SPLIT, dt.date(2021, 8, 31)),
    ]


KINDS = {
    # incidents from 8 September to 31 August: 2018-19, 2019-20, 2020-21
    "body weight pin": (414, 329, 736),
    "joint lock": (101, 80, 629),
    "Taser shown or aimed": (27, 32, 383),
    "push": (63, 66, 194),
    "takedown": (333, 287, 327),
    # reported before the change of 2020 as after it
    "Taser used": (95, 84, 71),
    "chemical irritant": (156, 109, 57),
    "punch, kick, knee or slap": (144, 96, 77),
    "neck restraint": (54, 22, 0),
    "police dog": (8, 8, 8),
}


def test_what_can_be_said_of_2020(tables: duckdb.DuckDBPyConnection) -> None:
    """All incidents nearly triple as the lowest level is reported; the kinds say which."""
    years = "(select unnest([2018, 2019, 2020]) as year)"
    of_year = (
        "occurred_on between make_date(year, 9, 8) and make_date(year + 1, 8, 31) "
        "group by year order by year"
    )
    totals = tables.execute(f"select count(*) from force_incidents, {years} where {of_year}")
    assert totals.fetchall() == [(727,), (592,), (1_611,)]
    for kind, counts in KINDS.items():
        rows = tables.execute(
            f"select count_if(list_contains(force_types, ?)) from force_incidents, {years} "
            f"where {of_year}",
            [kind],
        ).fetchall()
        assert tuple(n for (n,) in rows) == counts, kind


def test_the_policies_numbers_are_those_of_the_data() -> None:
    """What the register says of 2020 is counted above, in both languages."""
    text = (read_city("minneapolis").folder / "policies.toml").read_text(encoding="utf-8")
    said = {
        *("592", "1,611", "329 and 736", "80 and 629", "32 and 383", "66 and 194", "84 and 71"),
        *("109 and 57", "96 and 77", "8 and 8", "329 y 736", "80 y 629", "32 y 383", "66 y 194"),
        *("84 y 71", "109 y 57", "96 y 77", "8 y 8"),
    }
    assert {number for number in said if number not in text} == set()
    for kind in ("body weight pin", "joint lock", "Taser used", "chemical irritant"):
        assert f"{KINDS[kind][1]} and {KINDS[kind][2]}" in said


def test_every_kind_of_force_has_a_word(con: duckdb.DuckDBPyConnection) -> None:
    """The two files' words become sixteen kinds, and no row keeps a word of its own."""
    kinds = con.execute(
        "select distinct force_type from staging.force_rows where set_aside is null"
    ).fetchall()
    assert len(kinds) == 16
    assert {kind for (kind,) in kinds} >= set(KINDS)


def test_placing(manifest: Manifest) -> None:
    """Points place what the older file holds, names the rest; 70 incidents are in no area."""
    ways = {"point": 10_835, "field": 3_191, "unplaced": 70}
    assert placing(manifest, "force") == {
        (layer, way): n
        for layer in ("neighborhood", "community", "precinct")
        for way, n in ways.items()
    }


@pytest.mark.parametrize(
    ("layer", "areas"), [("neighborhood", 87), ("community", 11), ("precinct", 5)]
)
def test_layers(layer: str, areas: int, shared_data: Path) -> None:
    """87 neighborhoods, 11 communities and 5 precincts."""
    assert len(read_layer(layer_of("minneapolis", layer), shared_data / "minneapolis")) == areas


def test_precincts_by_neighborhood_are_those_of_the_rows(con: duckdb.DuckDBPyConnection) -> None:
    """The aliases give the precinct that the row names for 996 of 1,000 rows that name a place."""
    aliases = layer_of("minneapolis", "precinct").aliases
    rows = con.execute(
        "select place_name, district, count(*) from staging.force_rows "
        "where source = 'force_2016' and place_name is not null and district is not null "
        "group by all"
    ).fetchall()
    agree = sum(n for name, district, n in rows if aliases[name] == district)
    assert round(1000 * agree / sum(n for *_, n in rows)) == 996


def test_central_is_the_neighborhood_not_the_community(tables: duckdb.DuckDBPyConnection) -> None:
    """The neighborhood Central lies in Powderhorn; its name is also that of another community."""
    assert layer_of("minneapolis", "community").aliases["Central (neighborhood)"] == "Powderhorn"
    named = tables.execute(
        "select count(*) from force_incidents inner join areas using (area_id) "
        f"where areas.name = 'Central' and occurred_on >= '{SPLIT}'"
    ).fetchone()
    assert named is not None
    assert named[0] > 0


def test_the_build_has_no_warning(minneapolis_home: Path) -> None:
    """No check fails or warns."""
    assert warnings("minneapolis", minneapolis_home) == {}


def test_every_code_stands_in_the_data(con: duckdb.DuckDBPyConnection) -> None:
    """The table of kinds lists no pair of words that neither file has."""
    in_files = (
        'select upper(trim("TYPE_OF_FORCE_USED") || \'|\' || trim("WEAPON_OR_TOOL_USED")) '
        'from raw.force_2008 where "TYPE_OF_FORCE_USED" is not null union all '
        "select upper(trim(force_type) || '|' || trim(force_type_action)) from raw.force_2016"
    )
    assert stale_codes(con, "codes_force_kinds", "code", in_files) == set()
