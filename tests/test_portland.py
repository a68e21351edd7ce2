"""Portland's pack on the real files: calls in feet, force by month, shots at animals set aside."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from queries import warehouse
from queries.manifest import Manifest
from tests.cities import fates, manifest_of, placing, stale_codes, warnings, without_category
from tests.conftest import at_home
from tests.staged import staged


@pytest.fixture(scope="module")
def con(shared_data: Path) -> duckdb.DuckDBPyConnection:
    """Portland's sources as staged."""
    return staged("portland", shared_data / "portland")


@pytest.fixture(scope="module")
def manifest(portland_home: Path) -> Manifest:
    """The manifest of the published vintage."""
    return manifest_of("portland", portland_home)


def row_of(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the only row of an answer."""
    [row] = con.execute(query).fetchall()
    return tuple(row)


def test_every_call_has_a_day_and_a_key(con: duckdb.DuckDBPyConnection) -> None:
    """72,342 rows of four files are as many calls, dated on each day from August to November."""
    counts = row_of(
        con,
        """
        select
            count(*), count(distinct call_id), count(set_aside),
            min(received_at)::date::varchar, max(received_at)::date::varchar,
            count(distinct received_at::date)
        from staging.call_rows
        """,
    )
    assert counts == (72_342, 72_342, 0, "2016-08-01", "2016-11-30", 31 + 30 + 31 + 30)


def test_workbook_and_csv_agree_on_the_calendar(con: duckdb.DuckDBPyConnection) -> None:
    """Each file holds the days of its own month, though years have two digits or four."""
    months = con.execute(
        "select source_file, min(month(received_at)), max(month(received_at)), "
        "min(year(received_at)), max(year(received_at)) from staging.call_rows "
        "group by 1 order by 1"
    ).fetchall()
    assert months == [
        ("NIJ2016_AUG01_AUG31_USE.csv", 8, 8, 2016, 2016),
        ("NIJ2016_NOV01_NOV30.csv", 11, 11, 2016, 2016),
        ("NIJ2016_OCT01_OCT31.xlsx", 10, 10, 2016, 2016),
        ("NIJ2016_SEP01_SEP30.csv", 9, 9, 2016, 2016),
    ]


def test_rows_alike_are_kept(con: duckdb.DuckDBPyConnection) -> None:
    """984 rows repeat another in every column; without a number they may be two calls, so stay."""
    counts = row_of(
        con,
        """
        select count(*) - (
            select count(*)
            from (select distinct * exclude (source_file, source_row, row_key) from raw.calls_2016)
        )
        from raw.calls_2016
        """,
    )
    assert counts == (984,)


def test_every_call_type_has_a_category(con: duckdb.DuckDBPyConnection) -> None:
    """codes/call_types.csv lists each of the files' call types, blanks trimmed, and no other."""
    assert without_category(con) == set()
    in_files = "select trim(final_case_type) from raw.calls_2016"
    assert stale_codes(con, "codes_call_types", "code", in_files) == set()


def test_force_rows_are_officer_person_event(con: duckdb.DuckDBPyConnection) -> None:
    """5,252 rows are 5,245 combinations of record, person and officer in 2,453 records."""
    counts = row_of(
        con,
        'select count(*), count(distinct ("Record ID", "Subject", "Officer")), '
        'count(distinct "Record ID") from raw.force',
    )
    assert counts == (5_252, 5_245, 2_453)


def test_a_record_is_nearly_always_one_event(con: duckdb.DuckDBPyConnection) -> None:
    """31 of 2,453 record numbers cover more than one weekday and four cover two months."""
    counts = row_of(
        con,
        """
        select count(*) filter (weekdays > 1), count(*) filter (months > 1)
        from (
            select
                count(distinct upper(left("DOW", 3))) as weekdays,
                count(distinct ("Year", "Month")) as months,
            from raw.force
            group by "Record ID"
        )
        """,
    )
    assert counts == (31, 4)


def test_shots_at_animals_are_no_force_on_a_person(con: duckdb.DuckDBPyConnection) -> None:
    """All 12 rows of shots at animals are set aside, and with them 10 records of nothing else."""
    counts = row_of(
        con,
        """
        select
            count(distinct source_row) filter (set_aside = 'not_force'),
            count(distinct source_row) filter (set_aside <> 'not_force'),
            count(distinct incident_id) - count(distinct incident_id) filter (set_aside is null),
        from staging.force_rows
        """,
    )
    assert counts == (12, 0, 10)


def test_every_kind_of_force_has_a_label(con: duckdb.DuckDBPyConnection) -> None:
    """codes/force_types.csv lists every kind the file uses; Null and blank are no kind."""
    unlisted = con.execute(
        "select distinct force_type from staging.force_rows "
        "where force_type not in (select label from codes_force_types)"
    )
    assert unlisted.fetchall() == []
    # two reports name no kind at all
    assert row_of(con, "select count(*) from staging.force_rows where force_type is null") == (2,)


def test_kinds_and_firearms(con: duckdb.DuckDBPyConnection) -> None:
    """A row with three kinds gives three staged rows; pointing a firearm is told from shooting."""
    kinds = con.execute(
        "select force_type, count(*) from staging.force_rows where source_row = 2 group by 1"
    ).fetchall()
    assert kinds == [("Conducted electrical weapon (Taser)", 3)]
    pointed = row_of(
        con, "select count(distinct incident_id) from staging.force_rows where is_firearm_pointed"
    )
    declared = row_of(
        con,
        "select count(distinct \"Record ID\") from raw.force where 'PFA' in ("
        + ", ".join(f'"Force Applied - {number}"' for number in range(1, 9))
        + ")",
    )
    assert pointed == declared == (361,)


def test_a_blank_crisis_box_is_no(con: duckdb.DuckDBPyConnection) -> None:
    """The box has no other word than Yes from May 2018 on, so a blank is a box not ticked.

    Read so, the share of rows in a crisis is alike before and after; were blanks unknown, it would
    jump from 56 % to 100 %.
    """
    later = con.execute(
        """
        select distinct "Mental Health Crisis - Prior to Force, Perceived Lack of Compliance"
        from raw.force
        where "Year" >= '2019'
        """
    ).fetchall()
    shares = con.execute(
        """
        select year(occurred_on) >= 2019, round(avg(cast(is_behavioral_crisis as integer)), 2)
        from (select distinct source_row, occurred_on, is_behavioral_crisis from staging.force_rows)
        group by 1
        order by 1
        """
    ).fetchall()
    assert {word for (word,) in later} == {None, "Yes"}
    assert shares == [(False, 0.17), (True, 0.19)]


def test_ages_of_unknown_birth_dates_are_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """Ages about 0 and about 118 come from birth dates filled in; the others are whole years."""
    counts = row_of(
        con,
        "select min(person_age), max(person_age) from staging.force_rows where set_aside is null",
    )
    assert counts == (7, 75)


def test_the_strongest_resistance_holds_for_the_person(con: duckdb.DuckDBPyConnection) -> None:
    """Where officers tell different resistance, the strongest is told on each of their rows."""
    rows = con.execute(
        """
        select incident_id, person_key
        from staging.force_rows
        group by all
        having count(distinct resistance) > 1
        """
    ).fetchall()
    assert rows == []
    first = row_of(
        con,
        "select distinct resistance from staging.force_rows "
        "where incident_id = '605519283' and person_key = '3855199.0'",
    )
    assert first == ("aggressive",)


def test_the_precinct_is_no_place(con: duckdb.DuckDBPyConnection) -> None:
    """The officer's precinct is delivered neither as a place nor as a district."""
    counts = row_of(
        con, "select count(place_name), count(district), count(longitude) from staging.force_rows"
    )
    assert counts == (0, 0, 0)


def test_calls_are_placed_in_neighborhoods(manifest: Manifest) -> None:
    """At least 99 % of the calls fall in a neighborhood, and as many in a police district."""
    assert placing(manifest, "calls") == {
        ("neighborhood", "point"): 71_823,  # 99.3 %
        ("neighborhood", "unplaced"): 519,
        ("district", "point"): 72_096,  # 99.7 %: districts reach beyond the neighborhoods
        ("district", "unplaced"): 246,
    }
    assert 71_823 / 72_342 >= 0.99


def test_outlines_are_mended_and_named(manifest: Manifest) -> None:
    """63 neighborhoods and 60 districts are drawn, six and two of them mended."""
    maps = {layer.layer: (layer.areas, layer.repaired) for layer in manifest.maps}
    assert maps == {"neighborhood": (63, 6), "district": (60, 2)}


def test_the_rows_add_up(manifest: Manifest) -> None:
    """Every row is kept, set aside or merged, and 2,443 incidents with force remain."""
    assert len(fates(manifest)) == len(manifest.files)
    force = next(file for file in manifest.files if file.source == "force")
    assert (force.kept, force.set_aside) == (2_453 - 10, {"not_force": 12})
    assert manifest.tables["force_incidents"] == 2_443


def test_force_is_by_month(manifest: Manifest) -> None:
    """Force has months only, and its last two, of unfinished protest reports, are not settled."""
    force = manifest.datasets["force"]
    assert (force.resolution, str(force.first_on)) == ("month", "2017-07-01")
    assert (str(force.last_on), str(force.settled_to)) == ("2020-06-30", "2020-04-30")


def test_the_vintage_has_no_errors(portland_home: Path) -> None:
    """No check fails; the one warning says that force has no place."""
    warned = warnings("portland", portland_home)
    assert set(warned) == {"mostly_placed"}
    assert {example["dataset"] for example in warned["mostly_placed"]} == {"force"}


def test_the_break_in_recording_is_registered(portland_home: Path) -> None:
    """Before September 2017 not every record has its category; the register says counts break."""
    with at_home(portland_home):
        folder = warehouse.city_folder("portland") / str(warehouse.current("portland"))
    blank = duckdb.sql(
        f"select max(occurred_on)::varchar, count(*) from '{folder}/force_incidents.parquet' "
        "where force_level is null"
    ).fetchall()
    policies = duckdb.sql(f"select recording, entry from '{folder}/policies.parquet'").fetchall()
    # but for one record, whose category is the word Null
    assert blank == [("2017-09-01", 71)]
    assert [recording for recording, _ in policies] == ["breaks"]
    assert json.loads(policies[0][1])["recording_since"] == "2017-08-01"
