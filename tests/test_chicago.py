"""Chicago's pack on the real files: counts, places, codes, and what is set aside."""

import dataclasses
import datetime as dt
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest

from data.areas import read_layer
from data.config import read_city
from data.corrections import correct
from queries.sql_text import read_sql
from tests.cities import layer_of, manifest_of, placing, tables_of
from tests.staged import staged

AFTER_FROM, AFTER_TO = dt.date(2017, 10, 16), dt.date(2019, 10, 15)
BEFORE_FROM, BEFORE_TO = dt.date(2015, 10, 16), dt.date(2017, 10, 15)

FIRST = "TRR-main_2004-2018_2018-08_p456008.csv.gz"
SECOND = "TRR-main_2017-2020_2020-06_p583646.csv.gz"
NEWER = "TRR-main_2020-2021_2021-06_p660692.csv.gz"

# Their case lacks a report in the newer release, which gives two of its reports one number.
ONLY_RECORDS = ("508274", "2577139", "5957635")


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> Path:
    """The folder of Chicago's raw files."""
    return shared_data / "chicago"


@pytest.fixture(scope="module")
def con(raw: Path) -> duckdb.DuckDBPyConnection:
    """Chicago's sources as staged, corrections applied."""
    con = staged("chicago", raw)
    correct_force(con)
    return con


def correct_force(con: duckdb.DuckDBPyConnection) -> None:
    """Apply the pack's corrections of force to staging.force_rows."""
    con.execute("create schema core")
    correct(con, read_city("chicago").folder / "corrections.toml", ["force"])


def outside(con: duckdb.DuckDBPyConnection, polygons: gpd.GeoDataFrame) -> int:
    """Return how many of the file's reports around the 2017 order lie outside all polygons."""
    reports = con.execute(
        "select distinct incident_id, longitude, latitude from staging.force_rows "
        "where occurred_on between ? and ?",
        [BEFORE_FROM, AFTER_TO],
    ).df()
    points = gpd.GeoDataFrame(
        reports[["incident_id"]],
        geometry=gpd.points_from_xy(reports["longitude"], reports["latitude"]),
        crs="EPSG:4326",
    )
    located = gpd.sjoin(points, polygons, predicate="intersects")
    return len(points) - int(located["incident_id"].nunique())


@pytest.mark.parametrize(
    ("first", "last", "reports"),
    [(BEFORE_FROM, BEFORE_TO, 9_355), (AFTER_FROM, AFTER_TO, 9_509)],
)
def test_reports_around_the_order(
    con: duckdb.DuckDBPyConnection, first: dt.date, last: dt.date, reports: int
) -> None:
    """Two years before and two after the 2017 order hold the independently counted reports."""
    count = con.execute(
        "select count(distinct incident_id) from staging.force_rows "
        "where set_aside is null and occurred_on between ? and ?",
        [first, last],
    ).fetchone()
    assert count == (reports,)


def test_a_report_is_one_row_or_two_weapons(con: duckdb.DuckDBPyConnection) -> None:
    """Every raw row is one report; only those with Taser and firearm give two staged rows."""
    counts = con.execute(
        "select count(distinct incident_id), count(*), count(*) filter (set_aside is not null) "
        "from staging.force_rows"
    ).fetchone()
    assert counts == (98_864, 98_864 + 10, 15 + 319)


def test_reports_that_stand_twice(con: duckdb.DuckDBPyConnection) -> None:
    """Of the older numbers from the new form on, all but four are set aside as second copies.

    One is of a case that the newer release holds no more of, three are the only record left.
    """
    left = con.execute(
        "select incident_id from staging.force_rows where set_aside is null "
        "and occurred_on >= ? and not regexp_full_match(incident_id, '\\d{4}-\\d{5}')",
        [AFTER_FROM],
    ).fetchall()
    assert {report for (report,) in left} == {"105448", *ONLY_RECORDS}
    counts = con.execute("select correction_id, rows_expected, rows_n from core.corrections")
    assert counts.fetchall() == [
        ("first-release-again", 15, 15),
        ("second-release-again", 319, 319),
    ]


def test_the_newer_release_holds_the_older(raw: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Case by case the newer release has as many reports as the whole older one, or more.

    Three cases lack one: two of their rows bear one number. What is dropped is of no such case,
    but for the report of the first release that is left under its number in the second.
    """
    cases = duckdb.sql(
        f"""
        with older as (
            select rd_no, count(*) as reports, list(trr_id) as ids
            from read_csv('{raw / SECOND}', all_varchar = true)
            group by rd_no
        ),

        newer as (
            select rd_no, count(distinct trr_id) as reports
            from read_csv('{raw / NEWER}', all_varchar = true)
            group by rd_no
        )

        select older.ids, coalesce(newer.reports, 0) >= older.reports as is_whole
        from older
        left join newer on older.rd_no = newer.rd_no
        """
    ).fetchall()
    assert len(cases) == 5_798
    short = {report for ids, is_whole in cases if not is_whole for report in ids}
    assert len(short) == 3 + 2 + 2
    assert set(ONLY_RECORDS) < short
    dropped = con.execute(
        "select incident_id from staging.force_rows where set_aside = 'dropped_on_purpose'"
    ).fetchall()
    assert {report for (report,) in dropped} & short == set()


def test_the_second_release_renumbers_the_first(raw: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Each report dropped of the first release has, less 2,000,000, a number of the second."""
    twins = duckdb.sql(
        f"""
        select first.trr_id
        from read_csv('{raw / FIRST}', all_varchar = true) as first
        join read_csv('{raw / SECOND}', all_varchar = true) as second
            on
                cast(first.trr_id as integer) - 2000000 = cast(second.trr_id as integer)
                and first.rd_no = second.rd_no
                and first.trr_date = second.trr_date
        """
    ).fetchall()
    assert len(twins) == 1_337
    listed = con.execute(
        "select incident_id from staging.force_rows "
        "where set_aside = 'dropped_on_purpose' and occurred_at is not null "
        "and incident_id in (select trr_id from raw.force where cv = '2')"
    ).fetchall()
    assert len(listed) == 15
    assert set(listed) <= set(twins)


@pytest.mark.parametrize(
    ("rows", "dropped"),
    [
        # each older report has its newer one
        (["500001", "500002", "2018-00001", "2018-00002"], ["500001", "500002"]),
        # the newer release holds fewer: which of the older stands again is not known
        (["500001", "500002", "2018-00001"], []),
        (["500001"], []),
        # the first release's copy goes first and does not count against the second's
        (["2356727", "500001", "2018-00001"], ["2356727", "500001"]),
        (["2356727"], []),
        # the only record of a report whose number the newer release gave to another
        (["508274", "2018-00001"], []),
    ],
)
def test_only_what_is_proved_is_dropped(rows: list[str], dropped: list[str]) -> None:
    """An older report is dropped if as many newer ones bear its day, beat and block."""
    con = duckdb.connect()
    con.execute(read_sql("staging", "contract"))
    insert = (
        "insert into staging.force_rows (source, row_key, source_file, source_row, incident_id, "
        "occurred_on, place_name, block_address) values ('force', $row, 'f', $row, $report, $day, "
        "$beat, '17XX N NASHVILLE AVE')"
    )
    for row, report in enumerate(rows):
        con.execute(insert, {"row": row, "report": report, "day": AFTER_FROM, "beat": "2513"})
    # newer reports of another beat and another day prove nothing
    others = [("2018-00008", AFTER_FROM, "2514"), ("2018-00009", AFTER_TO, "2513")]
    for row, (report, day, beat) in enumerate(others, start=len(rows)):
        con.execute(insert, {"row": row, "report": report, "day": day, "beat": beat})
    correct_force(con)
    set_aside = con.execute(
        "select incident_id from staging.force_rows where set_aside = 'dropped_on_purpose'"
    ).fetchall()
    assert sorted(report for (report,) in set_aside) == sorted(dropped)


def test_whether_a_sergeant_was_notified(raw: Path, con: duckdb.DuckDBPyConnection) -> None:
    """A ticked box is yes, the N of the newer forms no; an empty one says nothing."""
    query = "select is_supervisor_notified, count(distinct incident_id) from staging.force_rows "
    counts = dict(con.execute(f"{query} group by 1").fetchall())
    assert counts == {True: 29_395, False: 409, None: 69_060}
    words = duckdb.sql(
        "select notify_district_sergeant, count(*) "
        f"from read_csv('{raw / 'trr_main.csv.gz'}', all_varchar = true) group by 1"
    )
    assert dict(words.fetchall()) == {"Yes": 9_585, "Y": 19_810, "N": 409, None: 69_060}


def test_a_report_without_a_person_makes_none(con: duckdb.DuckDBPyConnection) -> None:
    """Reports that describe nobody (1,917) have no person, and say nothing of an injury."""
    counts = con.execute(
        "select count(distinct incident_id), count(is_person_injured) "
        "from staging.force_rows where person_key is null"
    ).fetchone()
    assert counts == (1_917, 0)


def test_community_areas_lie_where_they_are(raw: Path) -> None:
    """Known places fall in the community area they are in, under its number and name."""
    areas = read_layer(layer_of("chicago", "community_area"), raw).set_index("area_id")
    places = {
        "32": ("Loop", -87.6359, 41.8789),  # Willis Tower
        "34": ("Armour Square", -87.6338, 41.8299),  # the ballpark at 35th Street
        "41": ("Hyde Park", -87.5997, 41.7886),  # the university's main quadrangle
        "27": ("East Garfield Park", -87.7173, 41.8864),  # the conservatory
    }
    points = gpd.GeoSeries(
        gpd.points_from_xy(
            [place[1] for place in places.values()], [place[2] for place in places.values()]
        ),
        crs="EPSG:4326",
    )
    names = {
        area: areas.loc[areas.contains(point), "name"].to_dict()
        for area, point in zip(places, points, strict=True)
    }
    assert names == {area: {area: name} for area, (name, _, _) in places.items()}


def test_community_areas_cover_what_the_beats_cover(raw: Path) -> None:
    """The two maps, from two publishers, outline the same city to within a few percent."""
    areas, beats = (
        read_layer(layer_of("chicago", layer), raw).to_crs("EPSG:26971").union_all()
        for layer in ("community_area", "beat")
    )
    assert areas.symmetric_difference(beats).area / beats.area < 0.03


def test_reports_in_no_community_area(con: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """152 reports lie in no community area; 804 if the file's own datum is passed over.

    The second is the count given with the data. Reading the file's EPSG:4236 numbers as WGS 84
    moves every polygon by some 880 m, so it places four reports in ten in another area.
    """
    layer = layer_of("chicago", "community_area")
    misread = dataclasses.replace(layer, crs="EPSG:4326")
    assert (outside(con, read_layer(layer, raw)), outside(con, read_layer(misread, raw))) == (
        152,
        804,
    )


def test_beats_are_clean_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """However a beat was written, it is staged as its number; beat 0 is no beat."""
    count = con.execute(
        "select count(*) filter (not regexp_full_match(place_name, '[1-9][0-9]*')) "
        "from (select place_name from staging.force_rows union all "
        "select place_name from staging.complaint_rows)"
    ).fetchone()
    assert count == (0,)


def test_beats_off_the_map_are_declared(con: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """The pack declares exactly the numbers that the sources use and the map does not have."""
    layer = layer_of("chicago", "beat")
    on_the_map = {area.lstrip("0") for area in read_layer(layer, raw)["area_id"]}
    staged_beats = {
        str(row[0])
        for row in con.execute(
            "select place_name from staging.force_rows "
            "union select place_name from staging.complaint_rows"
        ).fetchall()
        if row[0] is not None
    }
    assert staged_beats - on_the_map == set(layer.not_areas)


def test_beats_lie_in_the_district_of_their_number(raw: Path) -> None:
    """Every beat lies in the district that its number begins with, to 0.01 % of its ground.

    So an area of the one layer is never partly in two of the other, and both tell the same.
    """
    beats = read_layer(layer_of("chicago", "beat"), raw).to_crs("EPSG:26916")
    districts = read_layer(layer_of("chicago", "district"), raw).to_crs("EPSG:26916")
    shapes = dict(zip(districts["area_id"], districts.geometry, strict=True))
    inside = [
        beat.intersection(shapes[number.lstrip("0")[:-2]]).area / beat.area
        for number, beat in zip(beats["area_id"], beats.geometry, strict=True)
    ]
    assert min(inside) > 0.9999
    assert districts.area.sum() == pytest.approx(beats.area.sum(), rel=1e-5)


@pytest.mark.slow
def test_records_by_district(chicago_home: Path) -> None:
    """Districts place what beats place: complaints of closed districts' beats have no district."""
    placed = placing(manifest_of("chicago", chicago_home), "complaints")
    for how in ("field", "unplaced"):
        assert placed["district", how] == placed["beat", how]
    assert placed["district", "unplaced"] == 4_651
    districts = tables_of("chicago", chicago_home).execute(
        "select distinct area_id from places where layer = 'district' and area_id <> 'unknown'"
    )
    numbers = {int(area) for (area,) in districts.fetchall()}
    assert numbers == {*range(1, 26), 31} - {13, 21, 23}


def test_complaints_set_aside(con: duckdb.DuckDBPyConnection) -> None:
    """Notices are no complaints, and two cases were closed before they were received."""
    counts = dict(
        con.execute(
            "select set_aside, count(*) from staging.complaint_rows group by all"
        ).fetchall()
    )
    assert counts == {None: 42_867, "not_complaint": 6_183, "date_impossible": 2}


def test_notices_hardly_ever_allege(con: duckdb.DuckDBPyConnection) -> None:
    """What is set aside as a notice has allegations in four cases of 6,183, and no finding."""
    counts = con.execute(
        """
        select count(distinct complaint_id), count(*) filter (finding <> 'unknown')
        from staging.allegation_rows
        where complaint_id in (
            select complaint_id from staging.complaint_rows where category = 'Notification'
        )
        """
    ).fetchone()
    assert counts == (4, 0)


def test_findings_are_told_in_our_words(con: duckdb.DuckDBPyConnection) -> None:
    """Every finding code becomes one word of the vocabulary; only an empty one is unknown."""
    counts = dict(
        con.execute("select finding, count(*) from staging.allegation_rows group by all").fetchall()
    )
    assert counts == {
        "not_sustained": 113_388,
        "unfounded": 52_379,
        "other": 32_741 + 47 + 12,
        "sustained": 21_427,
        "exonerated": 17_064,
        "unknown": 7_378,
    }


@pytest.mark.parametrize(
    ("release", "code", "alleges_force"),
    [
        ("2", "05L", True),  # unnecessary physical contact, on duty
        ("3", "05L", False),  # the same code later: a quarrel at home, not physical
        ("2", "05N", False),  # display of a weapon
        ("3", "05N", True),  # the same code later: unnecessary physical contact
        ("2", "07F", False),  # named "not ex-force" in the first release
        ("3", "S007", True),  # choked
    ],
)
def test_the_same_code_means_two_things(
    con: duckdb.DuckDBPyConnection, release: str, code: str, alleges_force: bool
) -> None:
    """A complaint code says whether force was alleged by the release it comes from."""
    answers = con.execute(
        """
        select distinct staged.is_force_alleged
        from staging.allegation_rows as staged
        join raw.allegations as given on staged.source_row = given.source_row
        where given.cv = ? and given.complaint_code = ?
        """,
        [release, code],
    ).fetchall()
    assert answers == [(alleges_force,)]


def test_every_listed_code_occurs(con: duckdb.DuckDBPyConnection) -> None:
    """codes/force_allegations.csv lists no code that its releases do not use."""
    stale = con.execute(
        """
        select listed.releases, listed.code
        from codes_force_allegations as listed
        where not exists (
            select 1
            from raw.allegations as given
            where given.complaint_code = listed.code
                and contains(listed.releases, given.cv)
        )
        """
    ).fetchall()
    assert stale == []


def test_allegations_of_known_complaints(con: duckdb.DuckDBPyConnection) -> None:
    """33,413 allegations join 19,599 of the 49,052 complaints; the rest are of other cases."""
    counts = con.execute(
        """
        select count(*), count(distinct complaint_id)
        from staging.allegation_rows
        where complaint_id in (select complaint_id from staging.complaint_rows)
        """
    ).fetchone()
    assert counts == (33_413, 19_599)


def test_discipline_is_told_in_words(con: duckdb.DuckDBPyConnection) -> None:
    """What followed is written alike in all releases; codes that no list explains are left out."""
    counts = con.execute(
        """
        select
            count(discipline),
            count(*) filter (discipline in ('UNKNOWN', '') or discipline <> upper(discipline)),
            count(*) filter (regexp_full_match(discipline, '[\\d*].*') and
                not regexp_full_match(discipline, '\\d+ DAY SUSPENSION')),
            count(*) filter (discipline = 'REPRIMAND'),
        from staging.allegation_rows
        """
    ).fetchone()
    # of 244,436: 7,129 are "Unknown", 1,276 empty, 51 a bare number (999, 365, …);
    # 3,113 reprimands in capitals and 2,167 in small letters
    assert counts == (235_980, 0, 0, 3_113 + 2_167)


def test_discipline_follows_sustained_findings(con: duckdb.DuckDBPyConnection) -> None:
    """Nearly all allegations that were not sustained were followed by no action."""
    shares = dict(
        con.execute(
            """
            select finding = 'sustained', avg(cast(discipline = 'NO ACTION TAKEN' as integer))
            from staging.allegation_rows
            where finding <> 'unknown'
            group by all
            """
        ).fetchall()
    )
    assert shares[False] > 0.99
    assert shares[True] < 0.01


def test_weapons_of_officers_are_never_none(con: duckdb.DuckDBPyConnection) -> None:
    """The file tells Taser and firearm only, so the weapon of all other reports is unknown."""
    counts = dict(
        con.execute(
            "select officer_weapon, count(*) from staging.force_rows group by all"
        ).fetchall()
    )
    # 10 reports name both
    assert counts == {"Taser": 6_689, "Firearm": 1_532, "unknown": 98_864 + 10 - 6_689 - 1_532}


def test_allegations_end_before_complaints_do(con: duckdb.DuckDBPyConnection) -> None:
    """No complaint received after February 2018 has its allegations here; complaints go on."""
    days = con.execute(
        """
        select
            max(received_on) filter (
                complaint_id in (select complaint_id from staging.allegation_rows)
            ),
            max(received_on) > date '2023-01-01',
        from staging.complaint_rows
        where set_aside is null
        """
    ).fetchone()
    assert days == (dt.date(2018, 2, 23), True)
