"""Asheville's pack: calls in two time zones from real files, portal tables from made-up rows."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import load
from data import build
from data.areas import read_layer
from data.config import read_city
from queries import warehouse
from queries.manifest import Manifest
from tests.cities import fates, manifest_of, warnings
from tests.conftest import at_home
from tests.staged import staged

PORTAL = {"calls", "force_2018", "force_2021", "complaints"}


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> Path:
    """The folder of Asheville's raw files."""
    return shared_data / "asheville"


@pytest.fixture(scope="module")
def con(raw: Path) -> duckdb.DuckDBPyConnection:
    """Asheville's sources as staged: of those at hand only the filtered calls."""
    return staged("asheville", raw)


@pytest.fixture(scope="module")
def manifest(asheville_home: Path) -> Manifest:
    """The manifest of the published vintage."""
    return manifest_of("asheville", asheville_home)


@pytest.fixture(scope="module")
def with_portal(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder that also has the portal's tables, in the columns the catalogue names.

    The calls are those of the filtered files as a portal gives them: every time as if it were UTC.
    Of force and complaints each row was made up.
    """
    folder = tmp_path_factory.mktemp("portal")
    for path in raw.iterdir():
        (folder / path.name).symlink_to(path)
    for year in range(2017, 2022):
        duckdb.sql(
            f"""
            copy (
                select * replace (
                    strftime(
                        strptime(left(call_time, 19), '%Y/%m/%d %H:%M:%S'), '%Y-%m-%dT%H:%M:%S.%gZ'
                    ) as call_time
                )
                from read_csv('{raw}/911_filtered_{year}.csv', all_varchar = true)
            ) to '{folder}/APD_CAD_911_Calls_{year}.parquet'
            """
        )
    force = (
        "ia_no,subject_id,incident_type,county_location,type_force_used,subject_resistence,"
        "officer_condition_injury,subject_sex,subject_race,subject_injury,disposition,status,"
    )
    (folder / "APDUseOfForce.csv").write_text(
        f"{force}Date_Occurred\n"
        "IA1,7,Arrest,City,Taser,Active,No,Male,White,Yes,Within policy,Closed,"
        "2018-05-01T00:00:00.000Z\n"
        "IA1,7,Arrest,City,Physical,Active,Yes,Male,White,Yes,Within policy,Closed,"
        "2018-05-01T00:00:00.000Z\n"
        "IA2,8,Arrest,City,Physical,Active,?,Female,X,?,Within policy,Closed,"
        "2020-12-20T02:30:00.000Z\n"
    )
    (folder / "APD_UseOfForce2021.csv").write_text(
        f"{force}occurred_date\n"
        "IA2,8,Arrest,City,Physical,Active,No,Female,Black,No,Within policy,Closed,"
        "2020-12-20T02:30:00.000Z\n"
    )
    (folder / "APDComplaints.csv").write_text(
        "objectid,ia_no,incident_type,occurred_date,allegation,disposition,status\n"
        "1,C1,Complaint,2019-03-02T00:00:00.000Z,Use of force,Unfounded,Closed\n"
        "2,C1,Complaint,2019-03-02T00:00:00.000Z,Courtesy,Sustained,Closed\n"
        "3,C2,Complaint,2019-04-02T00:00:00.000Z,Courtesy,,Closed\n"
    )
    return folder


def test_calls_stand_once(con: duckdb.DuckDBPyConnection) -> None:
    """34,562 rows are 34,450 calls: 112 of 2021 stand twice, under two names of one outcome."""
    counts = con.execute(
        "select count(*), count(distinct call_id), count(set_aside) from staging.call_rows"
    ).fetchall()
    twice = con.execute(
        """
        select distinct list_sort(list(outcome))
        from staging.call_rows
        group by call_id
        having count(*) > 1
        """
    ).fetchall()
    assert counts == [(34_562, 34_450, 0)]
    assert twice == [(["POLICE TO CITIZEN REPORT (APD)", "POLICE TO CITIZEN RPT"],)]


def test_every_call_type_has_a_category(con: duckdb.DuckDBPyConnection) -> None:
    """codes/call_types.csv lists the 14 kinds of call in the files, and no other."""
    counts = con.execute(
        "select count(distinct call_type), count(*) filter (category = 'unknown') "
        "from staging.call_rows"
    ).fetchall()
    assert counts == [(14, 0)]
    assert con.execute("select count(*) from codes_call_types").fetchall() == [(14,)]


def test_numbers_and_times_disagree_on_new_year(con: duckdb.DuckDBPyConnection) -> None:
    """From 2020 on times are not local: the year of the number changes at five in the morning.

    Calls are numbered anew each local year, yet the last number of 2020 has a time in 2021 and the
    first of 2021 is five hours into the year.
    """
    ends = con.execute(
        """
        select left(incident_number, 4), min(call_time), max(call_time)
        from raw.calls_filtered
        where incident_number >= '2020'
        group by 1
        order by 1
        """
    ).fetchall()
    assert ends == [
        ("2020", "2020/01/01 06:22:56+00", "2021/01/01 02:22:43+00"),
        ("2021", "2021/01/01 05:01:34+00", "2021/11/03 13:37:28+00"),
    ]


@pytest.mark.parametrize(
    ("table", "hour", "lags"),
    [
        # as given: the day of 2020 and 2021 is that of 2017 to 2019, moved by what parts Asheville
        # from UTC in that season
        ("raw.calls_filtered", "cast(substr(call_time, 12, 2) as integer)", [4, 5]),
        # as staged: it is the same day
        ("staging.call_rows", "hour(received_at)", [0, 0]),
    ],
)
def test_the_day_moves_with_the_season(
    con: duckdb.DuckDBPyConnection, table: str, hour: str, lags: list[int]
) -> None:
    """The hours of calls fit the earlier years best when moved by 4 in summer and 5 in winter."""
    number = "incident_number" if table.startswith("raw") else "call_id"
    month = "substr(call_time, 6, 2)" if table.startswith("raw") else "month(received_at)"
    best = con.execute(
        f"""
        with given as (
            select
                {number} >= '2020' as is_later,
                {hour} as hour,
                case
                    when cast({month} as integer) in (12, 1, 2) then 'winter'
                    when cast({month} as integer) between 4 and 10 then 'summer'
                end as season,
            from {table}
        ),

        hours as (
            select is_later, season, hour, count(*) as n
            from given
            where season is not null
            group by all
        ),

        fits as (
            select older.season, lags.lag, corr(older.n, newer.n) as fit
            from hours as older
            cross join range(24) as lags (lag)
            inner join hours as newer
                on older.season = newer.season and newer.hour = (older.hour + lags.lag) % 24
            where newer.is_later and not older.is_later
            group by older.season, lags.lag
        )

        select max_by(lag, fit) from fits group by season order by season
        """
    ).fetchall()
    assert [lag for (lag,) in best] == lags


def test_each_call_falls_in_the_year_of_its_number(con: duckdb.DuckDBPyConnection) -> None:
    """Staged in local time, no call is in another year than its number says."""
    strays = con.execute(
        "select count(*) from staging.call_rows "
        "where year(received_at)::varchar <> left(call_id, 4)"
    ).fetchall()
    assert strays == [(0,)]


@pytest.mark.parametrize(
    ("call", "local"),
    [
        ("2020217148", dt.datetime(2020, 8, 19, 5, 33)),  # 09:33 in UTC, four hours in summer
        ("2021005138", dt.datetime(2021, 1, 7, 13, 2, 37)),  # 18:02:37 in UTC, five in winter
        ("2017000014", dt.datetime(2017, 1, 1, 0, 11, 41)),  # as given
    ],
)
def test_summer_and_winter_time(
    con: duckdb.DuckDBPyConnection, call: str, local: dt.datetime
) -> None:
    """A time in UTC becomes local by the rule of its season; a local time stays."""
    answer = con.execute("select received_at from staging.call_rows where call_id = ?", [call])
    assert answer.fetchall() == [(local,)]


def test_portals_are_in_the_catalogue(shared_data: Path) -> None:
    """Each portal names one dataset of the catalogue, or one for each of its years."""
    catalogue = str(shared_data / "openpolicedata_sources.csv")
    titles = {}
    for source in read_city("asheville").sources:
        if source.portal is not None:
            portal = source.portal
            lines = duckdb.execute(
                """
                select count(*), count(distinct "Year")
                from read_csv(?, all_varchar = true)
                where "SourceName" = ? and "State" = ? and "TableType" = ? and contains("URL", ?)
                """,
                [catalogue, portal.source, portal.state, portal.table, portal.url or ""],
            ).fetchall()
            titles[source.id] = lines[0]
    assert titles == {
        "calls": (20, 20),
        "force_2018": (1, 1),
        "force_2021": (1, 1),
        "complaints": (1, 1),
    }


def test_neighborhoods_cover_less_than_half(raw: Path) -> None:
    """The 78 neighborhoods cover 47 % of the ground inside the city limits."""
    layers = {
        layer.id: read_layer(layer, raw).to_crs("EPSG:2264")
        for layer in read_city("asheville").layers
    }
    city = layers["city_limits"].union_all()
    covered = layers["neighborhood"].union_all().intersection(city)
    assert (len(layers["neighborhood"]), len(layers["city_limits"])) == (78, 1)
    assert covered.area / city.area == pytest.approx(0.47, abs=0.005)


def test_a_build_without_the_portal_works(manifest: Manifest) -> None:
    """Calls alone are published; what the portal holds is named as absent."""
    assert {source.source for source in manifest.absent} == PORTAL
    assert {source.id for source in manifest.city.sources} == {"calls_filtered"}
    assert set(manifest.datasets) == {"calls"}
    assert {tuple(set_aside) for _, set_aside, _ in fates(manifest).values()} == {()}
    assert manifest.tables["calls"] == 34_450


def test_filtered_calls_make_no_rates(manifest: Manifest) -> None:
    """Fourteen kinds of call are a part, so rates are barred, with the reason in both languages."""
    calls = manifest.datasets["calls"]
    assert calls.rates is False
    assert set(calls.rates_reason) == {"en", "es"}


def test_the_vintage_has_no_errors(asheville_home: Path) -> None:
    """No check fails; the one warning says that calls have no place."""
    assert set(warnings("asheville", asheville_home)) == {"mostly_placed"}


def test_the_register_tells_the_whole_process(asheville_home: Path) -> None:
    """The 2017 policy has its meetings, draft, comments and training; the 2020 change breaks."""
    with at_home(asheville_home):
        folder = warehouse.city_folder("asheville") / str(warehouse.current("asheville"))
    policies = duckdb.sql(
        f"""
        select
            policy_id, recording,
            list_sort(list_distinct(json_extract_string(entry, '$.process[*].kind')))
        from '{folder}/policies.parquet'
        order by effective_on
        """
    ).fetchall()
    assert policies == [
        (
            "de-escalation-2017",
            "caution",
            ["comment", "draft", "group", "meeting", "training"],
        ),
        ("wider-definition-2020", "breaks", ["data", "meeting"]),
    ]


@pytest.fixture(scope="module")
def portal_vintage(with_portal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built vintage of the folder that has the portal's tables too."""
    with at_home(tmp_path_factory.mktemp("home")):
        return warehouse.city_folder("asheville") / build.build("asheville", with_portal)


def test_the_portals_tables_are_read(portal_vintage: Path) -> None:
    """Force counts by file number, newer table first; complaints by number, with their outcome."""
    force = duckdb.sql(
        f"""
        select
            incident_id, occurred_on::varchar, rows_n, persons_n, force_types,
            is_person_injured, is_officer_injured
        from '{portal_vintage}/force_incidents.parquet'
        order by 1
        """
    ).fetchall()
    complaints = duckdb.sql(
        f"""
        select complaint_id, counted_on::varchar, allegations_n, is_force_alleged, disposition
        from '{portal_vintage}/complaints.parquet'
        order by 1
        """
    ).fetchall()
    assert force == [
        ("IA1", "2018-05-01", 2, 1, ["Physical", "Taser"], True, True),  # midnight: a day as it is
        ("IA2", "2020-12-19", 1, 1, ["Physical"], False, False),  # 02:30 in UTC is the eve
    ]
    assert complaints == [
        ("C1", "2019-03-02", 2, True, "sustained"),
        ("C2", "2019-04-02", 1, False, "unknown"),
    ]


def test_the_portals_calls_take_over(portal_vintage: Path, asheville_home: Path) -> None:
    """Once the portal holds every call, rates are no longer barred, and no time changes."""
    manifest = json.loads((portal_vintage / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["absent"] == []
    assert manifest["datasets"]["calls"]["rates"] is True
    with at_home(asheville_home):
        folder = warehouse.city_folder("asheville") / str(warehouse.current("asheville"))
    changed = duckdb.sql(
        f"""
        select count(*), count(*) filter (older.received_at <> newer.received_at)
        from '{folder}/calls.parquet' as older
        inner join '{portal_vintage}/calls.parquet' as newer using (call_id)
        """
    ).fetchall()
    assert changed == [(34_450, 0)]


def test_no_page_leads_to_one_that_has_nothing(asheville_home: Path) -> None:
    """Where not even the city can be compared, a page by area does not send its reader there."""
    script = (
        "from dashboard.views import your_neighborhood as page; from dashboard.words import load"
    )
    app = AppTest.from_string(f'{script}; page.show(load("en"))', default_timeout=120)
    app.query_params["city"] = "asheville"
    with at_home(asheville_home):
        app.run()
    assert not app.exception
    warnings_shown = [warning.value.replace("\\", "") for warning in app.warning]
    assert load("en").text("choices.nothing") in warnings_shown
    assert load("en").text("choices.nothing_by_area") not in warnings_shown
