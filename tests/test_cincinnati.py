"""Cincinnati's pack on the real files: two force datasets with a gap, half without a place."""

import datetime as dt
from pathlib import Path

import duckdb
import geopandas as gpd
import polars as pl
import pytest

from data.areas import read_layer
from data.config import read_city
from queries.change.compare import compare
from queries.declared.measures import measures
from queries.declared.reading import read_toml
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.vintage.catalog import Vintage, open_city
from tests.cities import fates, manifest_of, stale_codes, tables_of, warnings, without_category
from tests.conftest import at_home
from tests.staged import staged


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> Path:
    """The folder of Cincinnati's raw files."""
    return shared_data / "cincinnati"


@pytest.fixture(scope="module")
def con(raw: Path) -> duckdb.DuckDBPyConnection:
    """Cincinnati's sources as staged; corrections come after."""
    return staged("cincinnati", raw)


@pytest.fixture
def vintage(cincinnati_home: Path) -> Vintage:
    """The published vintage of Cincinnati's real data."""
    with at_home(cincinnati_home):
        return open_city("cincinnati")


@pytest.fixture
def built(cincinnati_home: Path) -> duckdb.DuckDBPyConnection:
    """The tables of the published vintage."""
    return tables_of("cincinnati", cincinnati_home)


def test_rows_by_their_fate(con: duckdb.DuckDBPyConnection) -> None:
    """Every raw row is delivered once, and these are set aside."""
    counts = con.execute(
        """
        select source, set_aside, count(*), count(distinct source_row)
        from (
            select source, set_aside, source_row from staging.force_rows
            union all
            select source, set_aside, source_row from staging.complaint_rows
            union all
            select source, set_aside, source_row from staging.call_rows
        )
        group by all
        order by all
        """
    ).fetchall()
    assert counts == [
        ("calls", None, 3_771, 3_771),
        ("complaints", None, 777, 777),
        # 231 rows on shots at animals and 13 on accidental shots
        ("force_1996", "not_force", 244, 244),
        ("force_1996", None, 22_375, 22_375),
        ("force_2025", "date_impossible", 3, 3),
        ("force_2025", None, 182, 182),
    ]


def test_every_raw_row_is_accounted_for(cincinnati_home: Path) -> None:
    """In each file, rows read are rows kept, set aside and merged, and no check finds an error."""
    assert fates(manifest_of("cincinnati", cincinnati_home)) == {
        # 1,513 rows repeat another in every column: 1,521 in the file, less 8 on animals
        "use_of_force_1996_2020.csv": (
            16_048,
            {"not_force": 244},
            {"duplicate": 1_513, "same_record": 4_814},
        ),
        "use_of_force_incidents_2025.jsonl": (180, {"date_impossible": 3}, {"same_record": 2}),
        "complaints_2024_2026.jsonl": (131, {}, {"same_record": 646}),
        "calls_2026.jsonl": (3_771, {}, {}),
    }
    warned = {"months_complete", "mostly_placed"}
    assert set(warnings("cincinnati", cincinnati_home)) == warned


def test_reports_of_one_call_are_one_incident(con: duckdb.DuckDBPyConnection) -> None:
    """Three youths hurt on one call on 23 July 2017 have three reports: one incident, 3 persons."""
    incidents = con.execute(
        """
        select incident_id, count(*), count(distinct person_key)
        from staging.force_rows
        inner join raw.force_1996 as given using (source_row)
        where source = 'force_1996' and given.incident_no in ('9010', '9011', '9012')
        group by incident_id
        """
    ).fetchall()
    assert incidents == [("CPD170723000858 2017-07-23", 6, 3)]


def test_two_kinds_of_report_may_be_about_one_person(con: duckdb.DuckDBPyConnection) -> None:
    """Taser and irritant reports of one call, alike in all else, count one person."""
    counts = con.execute(
        """
        select count(distinct incident_id), count(distinct person_key), count(distinct force_type)
        from staging.force_rows
        inner join raw.force_1996 as given using (source_row)
        where source = 'force_1996' and given.incident_no in ('199', '201')
        """
    ).fetchone()
    assert counts == (1, 1, 2)


@pytest.mark.parametrize("call", ["NONE", "N/A", "LCP", "CPD", "LCPNONE"])
def test_what_names_no_call_joins_nothing(con: duckdb.DuckDBPyConnection, call: str) -> None:
    """Where no call is named, the case number is the incident."""
    counts = con.execute(
        """
        select
            count(*) > 0,
            count(*) filter (incident_id not like given.case_no || ' %'),
        from staging.force_rows
        inner join raw.force_1996 as given using (source_row)
        where source = 'force_1996' and given.cfs_no = ?
        """,
        [call],
    ).fetchone()
    assert counts == (True, 0)


def test_reports_without_a_number_have_their_case(con: duckdb.DuckDBPyConnection) -> None:
    """The 373 rows of the records system of 2019 have no report number, and all get an incident."""
    counts = con.execute(
        """
        select count(*), count(incident_id), min(occurred_on)
        from staging.force_rows
        inner join raw.force_1996 as given using (source_row)
        where source = 'force_1996' and given.incident_no is null
        """
    ).fetchone()
    assert counts == (373, 373, dt.date(2019, 10, 20))


def test_impossible_years_are_set_aside(con: duckdb.DuckDBPyConnection) -> None:
    """The rows of 2200, 2202 and 2330 are told apart by their call, and none is given a guess."""
    rows = con.execute(
        "select incident_id from staging.force_rows where set_aside = 'date_impossible' order by 1"
    ).fetchall()
    assert rows == [
        ("2250518001091 2202-05-18",),
        ("CPD200201000402 2200-02-01",),
        ("CPD230323001263 2330-03-23",),
    ]


def test_corrected_dates_agree_with_their_calls(built: duckdb.DuckDBPyConnection) -> None:
    """Each of the 25 incidents put right now has the day that its call number holds."""
    entries = read_toml(read_city("cincinnati").folder / "corrections.toml")["corrections"]
    corrected = " or ".join(f"({entry['where']})" for entry in entries)
    counts = built.execute(
        f"""
        with corrected as (
            select
                occurred_on,
                case
                    when incident_id like 'P%'
                        then strptime(substr(incident_id, 2, 5), '%y%j')
                    else strptime(substr(incident_id, 4, 6), '%y%m%d')
                end as called_on,
            from force_incidents
            where {corrected}
        )

        select count(*), count(*) filter (occurred_on <> called_on)
        from corrected
        """
    ).fetchone()
    assert counts == (25, 0)


def test_2019_is_the_first_year_under_one_a_day(built: duckdb.DuckDBPyConnection) -> None:
    """As the Cincinnati Enquirer counted (5 August 2020), no full year before 2019 is under 365.

    It counted the same dataset for two decades, and found 2019 the first with fewer than one a day.
    """
    years = built.execute(
        """
        select year(occurred_on) as year
        from force_incidents
        where occurred_on between date '2000-01-01' and date '2019-12-31'
        group by year
        having count(*) < 365
        """
    ).fetchall()
    assert years == [(2019,)]


def test_places_by_point_and_by_name(vintage: Vintage) -> None:
    """Half of force, a third of complaints and nearly all calls have an area."""
    shares: dict[str, dict[str, int]] = {}
    for count in vintage.manifest.placed:
        shares.setdefault(count.dataset, {})[count.placed_by] = count.records
    assert shares == {
        "force": {"point": 8_545, "field": 46, "unplaced": 7_637},
        "complaints": {"point": 48, "field": 2, "unplaced": 81},
        "calls": {"point": 3_688, "field": 25, "unplaced": 58},
    }


def test_neighborhood_names_are_mapped_or_declared(
    con: duckdb.DuckDBPyConnection, raw: Path
) -> None:
    """Each name the sources use is on the map, an alias or declared no area; and none is stale."""
    layer = read_city("cincinnati").layers[0]
    on_the_map = {name.upper() for name in read_layer(layer, raw)["name"]}
    staged_names = {
        " ".join(str(row[0]).upper().split())
        for row in con.execute(
            "select place_name from staging.force_rows "
            "union select place_name from staging.complaint_rows "
            "union select place_name from staging.call_rows"
        ).fetchall()
        if row[0] is not None
    }
    declared = set(layer.aliases) | set(layer.not_areas)
    assert staged_names - on_the_map == declared
    assert {area.upper() for area in layer.aliases.values()} <= on_the_map


def test_east_walnut_hills_is_a_hole_in_the_map(con: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """Of 23 calls that the city places in East Walnut Hills, 19 lie in no area of the map."""
    calls = con.execute(
        "select call_id, longitude, latitude from staging.call_rows "
        "where place_name = 'EAST WALNUT HILLS'"
    ).df()
    points = gpd.GeoDataFrame(
        calls[["call_id"]],
        geometry=gpd.points_from_xy(calls["longitude"], calls["latitude"]),
        crs="EPSG:4326",
    )
    areas = read_layer(read_city("cincinnati").layers[0], raw)
    inside = gpd.sjoin(points, areas, predicate="intersects")["call_id"].nunique()
    assert (len(points), len(points) - inside) == (23, 19)


def test_nothing_is_compared_across_the_gap(vintage: Vintage) -> None:
    """A period that reaches into the years without records is refused, and says which they are."""
    with pytest.raises(NoAnswer, match="in_gap"):
        compare(
            vintage,
            "force",
            before=(dt.date(2018, 9, 1), dt.date(2019, 8, 31)),
            after=(dt.date(2024, 9, 1), dt.date(2025, 8, 31)),
        )
    assert vintage.gaps(measures()["force"]) == [(dt.date(2020, 10, 1), dt.date(2025, 4, 30))]


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize(
    "day", [dt.date(2020 + half // 2, 1 + half % 2 * 6, 1) for half in range(10)]
)
def test_no_day_by_the_gap_gives_an_answer(vintage: Vintage, day: dt.date, months: int) -> None:
    """Around any day from 2020 to 2024, missing years are never taken for years without force."""
    with pytest.raises(NoAnswer, match=r"in_gap|too_short"):
        compare(vintage, "force", on=day, months=months)


def test_months_without_records_are_drawn_as_nothing(vintage: Vintage) -> None:
    """In the gap the monthly series holds no number, neither 0 nor any other."""
    months = monthly(vintage, "force")
    gap = months.filter(pl.col("month").is_between(dt.date(2020, 10, 1), dt.date(2025, 4, 30)))
    assert gap["rate"].null_count() == gap["events"].null_count() == len(gap) == 55
    assert months.filter(pl.col("month") == dt.date(2020, 9, 1))["events"].item() > 0


def test_the_agreement_of_2002_changed_recording(vintage: Vintage) -> None:
    """Around the agreement with the Department of Justice there are counts and no verdict."""
    city = compare(vintage, "force", policy_id="doj-agreement-2002").table.row(0, named=True)
    assert (city["before_events"], city["after_events"]) == (2_124, 1_781)
    assert (city["verdict"], city["incomparable"]) == ("not_comparable", "recording")


def test_general_reports_rose_in_september_2002(built: duckdb.DuckDBPyConnection) -> None:
    """As the register says: from 6 a month before September 2002 to 27 a month until May 2003."""
    rates = built.execute(
        """
        select
            count(*) filter (occurred_on < date '2002-09-01') / 11,
            count(*) filter (occurred_on >= date '2002-09-01') / 9,
        from force_incidents
        where
            occurred_on between date '2001-10-01' and date '2003-05-31'
            and list_contains(force_types, 'USE OF FORCE INVESTIGATION')
        """
    ).fetchone()
    assert rates == pytest.approx((64 / 11, 242 / 9))


def test_persons_only_where_they_are_published(built: duckdb.DuckDBPyConnection) -> None:
    """The new dataset names no person, so their number is unknown; no dataset tells officers."""
    counts = built.execute(
        """
        select source_file, count(persons_n), count(*) filter (persons_n = 0), count(officers_n)
        from force_incidents
        group by source_file
        order by source_file
        """
    ).fetchall()
    assert counts == [
        ("use_of_force_1996_2020.csv", 16_048, 0, 0),
        ("use_of_force_incidents_2025.jsonl", 0, 0, 0),
    ]


def test_adults_and_juveniles(built: duckdb.DuckDBPyConnection) -> None:
    """From 2005 to 2020 nearly everyone is adult or juvenile, one in seven of them juvenile."""
    total, with_age, juvenile = built.execute(
        """
        select
            count(*),
            count(nullif(age_group, 'unknown')),
            count(*) filter (age_group = 'under 18'),
        from force_persons
        inner join force_incidents using (incident_id)
        where occurred_on between date '2005-01-01' and date '2020-12-31'
        """
    ).fetchall()[0]
    assert with_age / total == pytest.approx(0.98, abs=0.01)
    assert juvenile / with_age == pytest.approx(1 / 7, abs=0.01)


def test_allegations_stand_once(con: duckdb.DuckDBPyConnection) -> None:
    """774 rows are 537 allegations of the 131 cases: by officer, kind and finding."""
    counts = con.execute(
        "select count(*), count(distinct (complaint_id, allegation_key)), "
        "count(distinct complaint_id) from staging.allegation_rows"
    ).fetchone()
    assert counts == (774, 537, 131)


def test_what_alleges_force(con: duckdb.DuckDBPyConnection) -> None:
    """Force is alleged by these words; a shot at a dog and a pointed firearm are no such words."""
    kinds = con.execute(
        "select distinct allegation from staging.allegation_rows where is_force_alleged order by 1"
    ).fetchall()
    assert kinds == [
        ("DISCHARGE OF A FIREARM",),
        ("EXCESSIVE FORCE",),
        ("EXCESSIVE FORCE (HANDCUFFING)",),
        ("EXCESSIVE FORCE (HARD HANDS)",),
    ]


def test_cases_await_the_board(built: duckdb.DuckDBPyConnection) -> None:
    """22 of 131 cases have no finding yet and are open; the others are closed with an outcome."""
    counts = built.execute(
        "select disposition, count(*), count(closed_on) from complaints group by all order by 1"
    ).fetchall()
    assert counts == [
        ("exonerated", 47, 47),
        ("not_sustained", 6, 6),
        ("open", 22, 0),
        ("sustained", 34, 34),
        ("unfounded", 22, 22),
    ]


@pytest.mark.parametrize("dataset", ["complaints", "calls"])
def test_selected_files_make_no_rates(vintage: Vintage, dataset: str) -> None:
    """Closed complaints only, and calls of three outcomes only, bar every measure with a reason."""
    measure = {"complaints": "complaints", "calls": "force_per_calls"}[dataset]
    source = next(entry for entry in read_city("cincinnati").sources if dataset in entry.staging)
    assert source.rates_reason is not None
    assert set(source.rates_reason) == {"en", "es"}
    with pytest.raises(NoAnswer):
        compare(vintage, measure, on=dt.date(2025, 6, 1))


def test_call_types_have_a_category(con: duckdb.DuckDBPyConnection) -> None:
    """98 % of calls have a category; the codes that nobody explains, and no other, are unknown."""
    total, mapped = con.execute(
        "select count(*), count(*) filter (category <> 'unknown') from staging.call_rows"
    ).fetchall()[0]
    assert (total, mapped) == (3_771, 3_696)
    assert without_category(con) == {
        *("ACCBDG-COMBINED", "AUTO", "BER", "BOMBP-COMBINED", "CHILD", "CUTR-PD ONLY", "DIRPAW"),
        *("FIREP", "MHRT", "PERDWP-COMBINED", "PHONE", "QQ", "SC", "SEX", None),
    }


def test_no_listed_call_type_is_stale(con: duckdb.DuckDBPyConnection) -> None:
    """Each label of codes/call_types.csv stands on a call."""
    on_calls = "select call_type from staging.call_rows where call_type is not null"
    assert stale_codes(con, "codes_call_types", "label", on_calls) == set()
