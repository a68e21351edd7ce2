"""Packs written from the catalogue: read, named in the catalogue, and run on made-up rows."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import build, config
from data.config import City, Source, packs, read_city, staging_file
from data.inputs import at_hand
from data.read import read_source
from data.register import load_codes
from data.stage import open_source
from queries.errors import BadInput
from queries.warehouse import city_folder

pytestmark = pytest.mark.slow

NOT_RUN = "-- Written from the catalogue, not yet run on real data."

CITIES = [city for city in packs() if read_city(city).status == "catalogue"]
SOURCES = [(city, source.id) for city in CITIES for source in read_city(city).sources]
PORTALS = [
    (city, source.id) for city in packs() for source in read_city(city).sources if source.portal
]

# What a portal might hold, by hand: each value is one that was seen in the source or described
# there; where nothing was seen, one that the column's name allows. None is an empty field.
ROWS: dict[tuple[str, str], list[dict[str, str | None]]] = {
    ("albany", "force"): [
        {"casenumber": "UF2019-1", "occurreddate": "2019-05-04T00:00:00.000"},
        {"casenumber": "UF2019-1", "occurreddate": "2019-05-04T00:00:00.000"},
        {"casenumber": "UF2019-2", "occurreddate": None},
    ],
    ("albany", "complaints"): [
        {
            "casenumber": "C1",
            "type": "Citizen Complaint",
            "receiveddate": "2019-05-04T00:00:00.000",
            "allegation": "Use of Force",
        },
        {
            "casenumber": "C1",
            "type": "Citizen Complaint",
            "receiveddate": "2019-05-04T00:00:00.000",
            "allegation": "Conduct",
        },
        {
            "casenumber": "C2",
            "type": "Administrative Investigation",
            "receiveddate": "2019-05-06T00:00:00.000",
            "allegation": "Law enforcement standards",
        },
    ],
    ("albany", "calls"): [
        {"call_date": "2022-03-01T00:00:00.000", "call_type": "ALARM"},
        {"call_date": "2022-03-01T00:00:00.000", "call_type": "ALARM"},
    ],
    ("bloomington", "force"): [
        {
            "event": "B19-42426\n",
            "date": "2019-10-07T00:00:00.000",
            "district": "4",
            "nature": "DOMESTIC\n",
            "physical_contact": "YES",
            "less_lethal": "NO",
            "draw_weapon": "YES",
            "weapon_fired": "NO",
            "suspect_condition": "MENTALLY DISTURBED",
            "suspect_armed": "NO",
            "suspect_injured": "YES",
            "suspect_role": "ARRESTEE\n",
            "suspect_age": "16",
            "officer_injured": "NO",
        },
        {
            "event": "B19-42426",
            "date": "2019-10-07T00:00:00.000",
            "district": "4",
            "nature": "DOMESTIC",
            "physical_contact": "NO",
            "less_lethal": "NO",
            "draw_weapon": "NO",
            "weapon_fired": "NO",
            "suspect_condition": "UNKNOWN",
            "suspect_armed": "NO",
            "suspect_injured": "NO",
            "suspect_role": "MENTIONED",
            "suspect_age": "UNK",
            "officer_injured": "NO",
        },
    ],
    ("bloomington", "complaints"): [{"year": "2019"}, {"year": "2021-12-31T00:00:00.000"}],
    ("bloomington", "calls"): [
        {
            "case_number": "B2600001",
            "datetime": "2026-01-01T00:12:00.000",
            "nature": "THEFT",
            "district": "2",
        },
        {"case_number": None, "datetime": "2026-01-01T00:15:00.000"},
    ],
    ("durham", "force"): [
        {"IA Number": "UOF22-001", "Occurred Date": "2022-02-03 00:00:00"},
        {"IA Number": "UOF22-002", "Occurred Date": "2032-02-03 00:00:00"},
    ],
    ("durham", "complaints"): [{"IA Number": "CC22-001", "Received Date": "2/3/2022"}],
    ("durham", "calls"): [
        {
            "Event Number": "24000002",
            "Call Date": "1/1/2024",
            "Call Time": "12:01:02AM",
            "Source": "Wireless 911 Call",
            "Nature": "SOUND OF SHOTS",
            "X": "2055296.139",
            "Y": "825122.6138",
            "District": "D1",
            "Disposition": "Unfounded",
        },
        {
            "Event Number": "24000003",
            "Call Date": "2024-01-01 00:00:00",
            "Call Time": "13:30:00",
            "Source": "Self Initiated",
            "Nature": "TRAFFIC STOP",
            "X": "0",
            "Y": "0",
            "District": None,
            "Disposition": "Citation Issued",
        },
    ],
    ("richmond", "force"): [
        {"casenumber": "2019-0001", "occurreddatetime": "2019-01-06T13:45:00.000"},
        {"casenumber": "2019-0001", "occurreddatetime": "2019-01-06T13:45:00.000"},
    ],
    ("richmond", "complaints"): [
        {
            "casenumber": "2019-C1",
            "type": "Citizen Complaint",
            "occurreddate": "2019-01-21T00:00:00.000",
        },
        {"casenumber": "2019-A1", "type": "Something else", "occurreddate": "2019-01-22"},
    ],
    ("richmond", "calls"): [
        {
            "cadagencyeventnumber": "RPD1",
            "createddateutc": "2019-01-06T13:45:00.000",
            "eventtype": "911",
            "secondaryeventtype": "SUICIDAL SUBJECT",
            "disposition": "REPORT TAKEN",
            "city": "RICHMOND",
        },
        {
            "cadagencyeventnumber": "RPD2",
            "createddateutc": "2019-01-06T14:45:00.000",
            "eventtype": "TRAFFIC STOP",
            "secondaryeventtype": None,
            "disposition": None,
            "city": "BERKELEY",
        },
    ],
    ("santa_rosa", "force"): [
        {"IncidentNumber": "19-1", "OccurredDate": "2019-01-06T13:45:00.000Z"},
        {"IncidentNumber": "19-1", "OccurredDate": "2019-01-06T13:45:00.000Z"},
    ],
    ("santa_rosa", "complaints"): [
        {"IncidentNumber": "C19-1", "OccurredDate": "2019-01-07T00:00:00.000Z"}
    ],
    ("santa_rosa", "calls"): [
        {"OBJECTID": "1", "Date": "2014-12-31T23:50:00.000Z"},
        {"OBJECTID": "2", "Date": "the day after"},
    ],
}

# What must come of these rows: (table, columns, rows in order of the columns).
EXPECTED: dict[str, list[tuple[str, str, list[tuple[Any, ...]]]]] = {
    "albany": [
        ("force_incidents", "incident_id, occurred_on::text", [("UF2019-1", "2019-05-04")]),
        # how a complaint ended is not published, and so none is said to be open
        (
            "complaints",
            "complaint_id, complaint_source, disposition, allegations_n, is_force_alleged",
            [("C1", "public", "unknown", 2, True), ("C2", "internal", "unknown", 1, False)],
        ),
        (
            "calls",
            "call_id, category",
            [("all.parquet row 1", "unknown"), ("all.parquet row 2", "unknown")],
        ),
    ],
    "bloomington": [
        # two persons of one event; "MENTALLY DISTURBED" of one of them
        (
            "force_incidents",
            "incident_id, occurred_on::text, district, reason, force_types, persons_n, "
            "is_behavioral_crisis, is_person_injured, is_firearm_pointed, is_arrest_made",
            [
                (
                    "B19-42426",
                    "2019-10-07",
                    "4",
                    "DOMESTIC",
                    ["Firearm drawn", "Physical contact"],
                    2,
                    True,
                    True,
                    None,
                    True,
                )
            ],
        ),
        ("complaints", "complaint_id", []),
        (
            "set_aside",
            "source, reason, count(*) over ()",
            [
                ("calls", "id_missing", 3),
                ("complaints", "date_missing", 3),
                ("complaints", "date_missing", 3),
            ],
        ),
        (
            "calls",
            "call_id, received_at::text, call_type",
            [("B2600001", "2026-01-01 00:12:00", "THEFT")],
        ),
    ],
    "durham": [
        ("force_incidents", "incident_id, occurred_on::text", [("UOF22-001", "2022-02-03")]),
        (
            "complaints",
            "complaint_id, complaint_source, received_on::text",
            [("CC22-001", "public", "2022-02-03")],
        ),
        (
            "calls",
            "call_id, received_at::text, initiated_by",
            [
                ("24000002", "2024-01-01 00:01:02", "public"),
                ("24000003", "2024-01-01 13:30:00", "officer"),
            ],
        ),
    ],
    "richmond": [
        (
            "force_incidents",
            "incident_id, occurred_at::text, rows_n",
            [("2019-0001", "2019-01-06 13:45:00", 2)],
        ),
        (
            "complaints",
            "complaint_id, complaint_source, received_on, counted_on::text",
            [("2019-A1", "unknown", None, "2019-01-22"), ("2019-C1", "public", None, "2019-01-21")],
        ),
        # the second lies in Berkeley
        ("calls", "call_id, call_type, outcome", [("RPD1", "SUICIDAL SUBJECT", "REPORT TAKEN")]),
    ],
    "santa_rosa": [
        ("force_incidents", "incident_id, rows_n", [("19-1", 2)]),
        ("complaints", "complaint_id, counted_on::text", [("C19-1", "2019-01-07")]),
        # read as the local clock: the last minutes of 2014 stay in 2014
        ("calls", "call_id, received_at::text", [("all.parquet 1", "2014-12-31 23:50:00")]),
    ],
}


def write(source: Source, raw: Path, rows: list[dict[str, str | None]]) -> Path:
    """Write rows as the file of a source, under a name that its pattern fits; return the path.

    A column that the pack declares and no row has is there, empty.
    """
    columns = list(dict.fromkeys([*source.columns, *(name for row in rows for name in row)]))
    name = source.file.replace("/*/", "/2026-04-11/").replace("*.parquet", "all.parquet")
    path = raw / name.replace("*", "2024")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for values in [columns, *([row.get(name) for name in columns] for row in rows)]:
            sheet.append(values)
        book.save(path)
    else:
        schema = pa.schema([(name, pa.string()) for name in columns])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def source_of(city: str, source_id: str) -> Source:
    """Return one source of a city's pack."""
    return next(source for source in read_city(city).sources if source.id == source_id)


def staged_rows(city: str, source: Source, path: Path, dataset: str) -> list[dict[str, Any]]:
    """Return what a source's staging query delivers of one file, as records by row."""
    con = duckdb.connect()
    read_source(con, source, [path], first_no=1)
    open_source(con, read_city(city), source)
    load_codes(con, read_city(city))
    con.execute(
        "create table if not exists codes_call_types "
        "(code varchar, category varchar, label varchar)"
    )
    query = staging_file(city, source.staging[dataset]).read_text(encoding="utf-8")
    result = con.execute(f"from ({query}) order by source_row")
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def built(city: str, raw: Path) -> tuple[Path, dict[str, Any]]:
    """Build a city from made-up rows; return the vintage's folder and its manifest."""
    folder = city_folder(city) / build.build(city, raw)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return folder, manifest


@pytest.mark.parametrize("city", CITIES)
def test_a_catalogue_pack_says_that_it_is_one(city: str) -> None:
    """Each query says that it has not been run, and no policy is made up."""
    pack = read_city(city)
    for source in pack.sources:
        for name in source.staging.values():
            lines = staging_file(city, name).read_text(encoding="utf-8").splitlines()
            assert lines[1] == NOT_RUN, f"{city}/{name}.sql"
    assert config.read_toml(pack.folder / "policies.toml") == {"policies": []}


@pytest.mark.parametrize("city", ["new_orleans", "seattle"])
def test_a_query_that_has_not_been_run_says_so(city: str) -> None:
    """In a city that has been run, the query of what has not says that in its second line."""
    lines = staging_file(city, "calls_yearly").read_text(encoding="utf-8").splitlines()
    assert lines[1] == NOT_RUN


def test_the_five_cities_are_catalogue_packs() -> None:
    """The cities of which no data were at hand are the ones marked so."""
    assert {"albany", "bloomington", "durham", "richmond", "santa_rosa"} <= set(CITIES)


@pytest.mark.parametrize("city", CITIES)
def test_every_column_says_whether_it_was_seen(city: str) -> None:
    """Beside or above each declared column stands whether its name was SEEN or is EXPECTED."""
    text = (read_city(city).folder / "city.toml").read_text(encoding="utf-8")
    for part in text.split("[sources.columns]")[1:]:
        below = part.split("\n\n")[0]
        above = text.split(part)[0].rsplit("\n\n", maxsplit=1)[-1]
        for line in below.strip().splitlines():
            assert any(word in line + above for word in ("SEEN", "EXPECTED")), line


@pytest.mark.parametrize(("city", "source_id"), PORTALS)
def test_a_portal_is_one_line_of_the_catalogue_or_one_per_year(
    city: str, source_id: str, shared_data: Path
) -> None:
    """The words of [sources.portal] name one dataset, or one for each of several years."""
    portal = source_of(city, source_id).portal
    assert portal is not None
    with (shared_data / "openpolicedata_sources.csv").open(encoding="utf-8", newline="") as file:
        lines = [
            line
            for line in csv.DictReader(file)
            if line["SourceName"] == portal.source
            and line["TableType"] == portal.table
            and portal.state in (None, line["State"])
            and portal.id in (None, line["dataset_id"])
            and (portal.url or "") in line["URL"]
        ]
    years = [line["Year"] for line in lines]
    assert len(lines) == 1 or (len(lines) > 1 and len(set(years)) == len(years)), years
    if len(lines) > 1:
        assert all(year.isdigit() for year in years), years
    fields = {line["date_field"].lower() for line in lines} - {""}
    declared = {name.lower() for name in source_of(city, source_id).columns}
    assert fields <= declared, "the catalogue's date field is not among the columns"


@pytest.mark.parametrize("city", CITIES)
def test_made_up_rows_land_where_they_should(city: str, home: Path, tmp_path: Path) -> None:
    """A build of rows with the declared columns adds up, breaks no rule, and holds them."""
    for source in read_city(city).sources:
        write(source, tmp_path, ROWS[city, source.id])
    folder, manifest = built(city, tmp_path)
    assert manifest["city"]["status"] == "catalogue"
    for file in manifest["files"]:
        set_aside, merged = sum(file["set_aside"].values()), sum(file["merged"].values())
        assert file["rows_read"] == file["kept"] + set_aside + merged
        assert file["rows_read"] == len(ROWS[city, file["source"]])
    broken = [
        check
        for check in json.loads((folder / "checks.json").read_text(encoding="utf-8"))
        if check["severity"] == "error" and check["rows"]
    ]
    assert broken == []
    for table, columns, rows in EXPECTED[city]:
        path = folder / f"{table}.parquet"
        assert duckdb.sql(f"select {columns} from '{path}' order by all").fetchall() == rows


def test_points_in_feet_become_degrees(home: Path, tmp_path: Path) -> None:
    """Durham's first call lies in Durham, and its second, with 0 for a point, nowhere."""
    for source in read_city("durham").sources:
        write(source, tmp_path, ROWS["durham", source.id])
    calls = source_of("durham", "calls")
    rows = staged_rows("durham", calls, tmp_path / "calls_2024.xlsx", "calls")
    assert [row["longitude"] for row in rows] == [2055296.139, None]
    (point,) = gpd.GeoSeries.from_xy(
        [rows[0]["longitude"]], [rows[0]["latitude"]], crs=calls.crs
    ).to_crs("EPSG:4326")
    # Durham lies at 36.0 north, 78.9 west; this call is in its east
    assert (round(point.x, 1), round(point.y, 1)) == (-78.8, 36.0)


@pytest.mark.parametrize(("city", "source_id"), SOURCES)
def test_a_renamed_column_is_named_with_the_nearest(
    city: str, source_id: str, tmp_path: Path
) -> None:
    """A file in which a declared column has another name fails with both names."""
    source = source_of(city, source_id)
    for column in source.columns:
        renamed = f"{column}_1"
        rows = [
            {renamed if name == column else name: value for name, value in row.items()}
            for row in ROWS[city, source_id]
        ]
        kinds = {name: kind for name, kind in source.columns.items() if name != column}
        path = write(replace(source, columns={**kinds, renamed: "text"}), tmp_path, rows)
        with pytest.raises(BadInput) as caught:
            read_source(duckdb.connect(), source, [path], first_no=1)
        assert f"column {column!r}" in str(caught.value)
        assert f"the nearest is {renamed!r}" in str(caught.value)


YEARLY = source_of("new_orleans", "calls_yearly")
NEW_ORLEANS_CALLS: list[dict[str, str | None]] = [
    {
        "nopd_item": "A0000122",
        "type_": "103D",
        "typetext": "DOMESTIC DISTURBANCE",
        "priority": "2C",
        "timecreate": "2022-01-01T00:05:00.000",
        "timedispatch": "2022-01-01T00:10:00.000",
        "timearrive": "2022-01-01T00:20:00.000",
        "timeclosed": "2022-01-01T01:00:00.000",
        "dispositiontext": "REPORT TO FOLLOW",
        "selfinitiated": "N",
        "policedistrict": "8",
        "location": '{"type": "Point", "coordinates": [-90.0655, 29.957]}',
    },
    {
        "nopd_item": "A0000222",
        "type": "103D",
        "priority": "0A",
        "timecreate": "2022-01-01T00:06:00.000",
        "policedistrict": "0",
        "location": "POINT (0 0)",
    },
    {
        "nopd_item": "A0000322",
        "timecreate": "2022-01-01T00:07:00.000",
        "policedistrict": "3",
        "location": "(29.957, -90.0655)",
    },
]


def test_all_calls_of_new_orleans_are_read_by_their_columns(tmp_path: Path) -> None:
    """Kind, priority and point are read whichever of its forms a year writes them in."""
    path = write(YEARLY, tmp_path, NEW_ORLEANS_CALLS)
    first, second, third = staged_rows("new_orleans", YEARLY, path, "calls")
    assert (first["category"], first["priority"], first["initiated_by"]) == ("violent", 2, "public")
    assert (first["longitude"], first["latitude"]) == (-90.0655, 29.957)
    assert (second["category"], second["priority"], second["place_name"]) == ("violent", 4, None)
    assert (second["longitude"], second["initiated_by"]) == (None, "unknown")
    assert (third["longitude"], third["latitude"]) == (-90.0655, 29.957)


def test_a_year_without_points_or_kinds_is_read(tmp_path: Path) -> None:
    """A file without location, selfinitiated and either name of the kind (as 2015) is read."""
    rows = [{name: NEW_ORLEANS_CALLS[0][name] for name in YEARLY.columns}]
    (row,) = staged_rows("new_orleans", YEARLY, write(YEARLY, tmp_path, rows), "calls")
    assert row["set_aside"] is None
    assert (row["longitude"], row["place_name"]) == (None, "8")
    assert (row["call_type"], row["category"]) == ("DOMESTIC DISTURBANCE", "unknown")


def test_all_calls_take_the_place_of_the_camera_subset(tmp_path: Path) -> None:
    """Where all calls are there the biased subset is not read; where they are not, it is."""
    whole = read_city("new_orleans")

    def calls(city: City) -> list[str]:
        return [source.id for source in city.sources if "calls" in source.staging]

    assert calls(at_hand(whole, tmp_path)) == ["calls_2022"]
    write(YEARLY, tmp_path, NEW_ORLEANS_CALLS)
    assert calls(at_hand(whole, tmp_path)) == ["calls_yearly"]


def test_rates_are_open_with_all_calls(home: Path, tmp_path: Path, shared_data: Path) -> None:
    """A build beside the real files keeps the made-up calls alone, and rates may use them."""
    for path in (shared_data / "new_orleans").iterdir():
        (tmp_path / path.name).symlink_to(path)
    write(YEARLY, tmp_path, NEW_ORLEANS_CALLS)
    _, manifest = built("new_orleans", tmp_path)
    assert manifest["datasets"]["calls"]["rows"] == len(NEW_ORLEANS_CALLS)
    assert manifest["datasets"]["calls"]["rates"] is True
    assert [source["source"] for source in manifest["absent"]] == ["calls_2022"]
    assert manifest["city"]["cautions"]["calls"] == "publisher_on_calls"


def test_calls_of_seattle_are_events_not_units(tmp_path: Path) -> None:
    """Two units of one event have one number; a hidden place is none; the times are the event's."""
    event: dict[str, str | None] = {
        "cad_event_number": "2024000001",
        "cad_event_clearance_description": "ASSISTANCE RENDERED",
        "priority": "1",
        "final_call_type": "DISTURBANCE, MISCELLANEOUS/OTHER",
        "cad_event_original_time_queued": "2024-01-01T00:05:00.000",
        "cad_event_arrived_time": "2024-01-01T00:15:00.000",
        "first_spd_call_sign_dispatch_time": "2024-01-01T00:07:00.000",
        "dispatch_beat": "C1",
        "dispatch_longitude": "-122.32",
        "dispatch_latitude": "47.62",
        "call_type_received_classification": "COMMUNITY_GENERATED",
    }
    hidden = {**event, "dispatch_longitude": "REDACTED", "dispatch_latitude": "-1.0"}
    source = replace(
        source_of("bloomington", "calls"),
        staging={"calls": "calls_yearly"},
        columns=dict.fromkeys(event, "text"),
    )
    rows = staged_rows("seattle", source, write(source, tmp_path, [event, hidden]), "calls")
    assert {row["call_id"] for row in rows} == {"2024000001"}
    assert [(row["longitude"], row["latitude"]) for row in rows] == [(-122.32, 47.62), (None, None)]
    times = (rows[0]["received_at"], rows[0]["dispatched_at"], rows[0]["arrived_at"])
    assert [time.minute for time in times] == [5, 7, 15]
    assert (rows[0]["initiated_by"], rows[0]["priority"]) == ("public", 1)


def test_a_source_cannot_replace_one_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack whose source replaces an unknown one is refused by name."""
    shutil.copytree(config.PACKS / "new_orleans", tmp_path / "new_orleans")
    monkeypatch.setattr(config, "PACKS", tmp_path)
    path = tmp_path / "new_orleans" / "city.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('replaces = ["calls_2022"]', 'replaces = ["calls_2021"]'))
    with pytest.raises(BadInput, match="calls_2021"):
        read_city("new_orleans")
