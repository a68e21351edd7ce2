"""`accord new-city`: two cities without a pack, from their messy files to a published vintage."""

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
import shapely

from data.config import Source, packs, read_city
from data.formats import header
from data.new_city.guess import guesses, half_filled
from data.new_city.numbering import numbered
from data.new_city.opened import layout
from data.new_city.places import draft_layer, find_points
from data.new_city.profile import Table, profile
from data.new_city.words import meaning, tokens
from data.read import read_source, sha256
from data.snapshot import Snapshot, SnapshotFile, as_plain
from data.undecided import guesses_left, words_to_review
from queries.errors import BadInput
from queries.paths import ROOT
from queries.warehouse import current, open_vintage
from tests.drafting import accord
from tests.messy import LAKESIDE, RIVERTON, Truth, lakeside, riverton

pytestmark = pytest.mark.slow

WHO = ("--state", "OR", "--time-zone", "America/Los_Angeles", "--origin", "the city's own site")


def records_by_area(city: str, table: str) -> dict[str, int]:
    """Return the published vintage's records per area name."""
    vintage = current(city)
    assert vintage is not None
    result = open_vintage(city, vintage).con.execute(
        f"""
        select coalesce(areas.name, 'unknown'), count(*)
        from {table} as records
        left join areas on records.area_id = areas.area_id
        group by 1
        """
    )
    return dict(result.fetchall())


def text_profile(tmp_path: Path, name: str, text: str) -> tuple[duckdb.DuckDBPyConnection, Table]:
    """Return the profile of one CSV file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    con = duckdb.connect()
    source = Source("force", name, "a test", dt.date(2024, 1, 1), (), {}, {})
    read_source(con, source, [tmp_path / name], 1)
    return con, profile(con, "force", {name: header(con, tmp_path / name, source)})


def test_riverton_is_published_without_one_edit(own_packs: Path, tmp_path: Path) -> None:
    """Yearly CSVs, three date formats, feet, KML and Latin-1 end in the counts that are true."""
    raw = tmp_path / "raw"
    raw.mkdir()
    truth = riverton(raw)
    accord(
        *("new-city", "--name", "Riverton", *WHO, "--force", f"{raw}/use_of_force_*.csv"),
        *("--complaints", f"{raw}/complaints.csv", "--areas", f"{raw}/neighborhoods.kml"),
    )
    printed = accord("build", "riverton", "--raw", str(raw))
    assert "2 header_repeated" not in printed
    assert printed.count("1 header_repeated") == 2
    assert "Still marked as guesses: 11 in city.toml" in printed
    assert "FILED ONLY" in printed  # a finding whose meaning is not certain stays to be reviewed
    accord("publish", "riverton", "--unreviewed")
    assert records_by_area("riverton", "force_incidents") == truth.by_area["force"]
    assert records_by_area("riverton", "complaints") == truth.by_area["complaints"]
    years = open_vintage("riverton", str(current("riverton"))).con.execute(
        "select year(occurred_on), count(*) from force_incidents group by 1 order by 1"
    )
    # a third of 2017 is written with two digits for the year, which %Y would take for the year 17
    assert years.fetchall() == [(2017, 240), (2018, 240), (2019, 240)]
    assert sum(truth.records.values()) == 870
    assert set(truth.by_area["force"]) == {*RIVERTON, "unknown"}


def test_only_the_pack_and_its_staging_are_written(own_packs: Path, tmp_path: Path) -> None:
    """A draft is files under data/cities/ and sql/staging/, and holds nobody's own words."""
    raw = tmp_path / "raw"
    raw.mkdir()
    riverton(raw)
    before = sorted(raw.iterdir())
    accord("new-city", "--name", "Riverton", *WHO, "--force", f"{raw}/use_of_force_*.csv")
    files = [file for file in own_packs.rglob("*") if file.is_file()]
    assert {file.relative_to(own_packs).parts[:3] for file in files} == {
        ("data", "cities", "riverton"),
        ("sql", "staging", "riverton"),
    }
    assert sorted(raw.iterdir()) == before
    assert not (ROOT / "data" / "cities" / "riverton").exists()
    assert "A. Smith" not in "".join(file.read_text(encoding="utf-8") for file in files)


def edit_lakeside(own_packs: Path) -> None:
    """The two edits a person makes: the Annex is no area, and fallen wires are another matter."""
    toml = own_packs / "data" / "cities" / "lakeside" / "city.toml"
    text = toml.read_text(encoding="utf-8")
    # the names stand in not_areas already; deleting the question agrees with it
    toml.write_text(re.sub(r"# decide: .*\n(#   .*\n)*", "", text), encoding="utf-8")
    codes = own_packs / "data" / "cities" / "lakeside" / "codes" / "calls_call_category.csv"
    text = codes.read_text(encoding="utf-8")
    codes.write_text(text.replace("WIRES DOWN,,", "WIRES DOWN,other,"), encoding="utf-8")


def lakeside_drafted(raw: Path) -> Truth:
    """Write Lakeside's files and draft its pack, standing in their folder as a person would."""
    raw.mkdir()
    truth = lakeside(raw)
    with contextlib.chdir(raw):
        accord(
            *("new-city", "--name", "Lakeside", *WHO, "--force", "force_*.xlsx"),
            *("--calls", "calls.jsonl", "--areas", "neighborhoods.shp"),
        )
    return truth


def test_lakeside_is_published_after_two_edits(own_packs: Path, tmp_path: Path) -> None:
    """Quarterly workbooks, a shapefile, names only and JSON lines end in the true counts."""
    truth = lakeside_drafted(tmp_path / "raw")
    edit_lakeside(own_packs)
    printed = accord("build", "lakeside", "--raw", str(tmp_path / "raw"))
    assert "Left to review" not in printed
    accord("publish", "lakeside", "--unreviewed")
    # each workbook numbers its reports from 1: 60 numbers, 240 reports
    assert records_by_area("lakeside", "force_incidents") == truth.by_area["force"]
    assert records_by_area("lakeside", "calls") == truth.by_area["calls"]
    con = open_vintage("lakeside", str(current("lakeside"))).con
    races = con.execute("select race, count(*) from force_persons group by 1").fetchall()
    assert dict(races) == truth.races
    categories = con.execute("select category, count(*) from calls group by 1 order by 1")
    assert categories.fetchall() == [
        ("disorder", 125),
        ("other", 125),
        ("property", 125),
        ("welfare", 125),
    ]
    hours = con.execute("select count(occurred_at) from force_incidents").fetchone()
    assert hours == (0,)  # a workbook adds midnight to every day; that is no hour of an event
    assert set(truth.by_area["calls"]) == {*LAKESIDE, "unknown"}


def test_a_build_stops_at_what_is_not_decided(own_packs: Path, tmp_path: Path) -> None:
    """The build names the file, the line and the whole question, and writes no vintage."""
    lakeside_drafted(tmp_path / "raw")
    toml = own_packs / "data" / "cities" / "lakeside" / "city.toml"
    lines = toml.read_text(encoding="utf-8").splitlines()
    line = next(
        number for number, text in enumerate(lines, start=1) if text.startswith("# decide:")
    )
    printed = " ".join(accord("build", "lakeside", code=2).split())
    assert f"{toml}:{line}" in printed
    assert "ANNEX (50 records)" in printed
    assert "the others stay in not_areas" in printed  # from the question's last line
    assert current("lakeside") is None


def test_the_words_to_review_of_a_pack_are_its_blank_ones(own_packs: Path, tmp_path: Path) -> None:
    """A blank meaning is told with its code; the packs that come with Accord leave none."""
    lakeside_drafted(tmp_path / "raw")
    assert [*words_to_review(read_city("lakeside")).values()] == [["WIRES DOWN"]]
    own = [read_city(city) for city in packs() if city != "lakeside"]
    assert [city.id for city in own if words_to_review(city) or guesses_left(city)] == []


def test_the_drafted_queries_pass_our_own_lint(own_packs: Path, tmp_path: Path) -> None:
    """A draft begins as well formed as what is reviewed into the project."""
    raw = tmp_path / "raw"
    raw.mkdir()
    riverton(raw)
    accord(
        *("new-city", "--name", "Riverton", *WHO, "--force", f"{raw}/use_of_force_*.csv"),
        *("--complaints", f"{raw}/complaints.csv", "--areas", f"{raw}/neighborhoods.kml"),
    )
    lakeside_drafted(tmp_path / "lake")
    sqlfluff = Path(sys.executable).with_name("sqlfluff")
    command = [str(sqlfluff), "lint", "--config", str(ROOT / ".sqlfluff"), str(own_packs / "sql")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_an_existing_pack_is_kept(own_packs: Path, tmp_path: Path) -> None:
    """Nothing a person edited is overwritten unless that is asked for."""
    lakeside_drafted(tmp_path / "raw")
    arguments = ("new-city", "--name", "Lakeside", *WHO, "--calls", f"{tmp_path}/raw/calls.jsonl")
    assert "There is a pack of 'lakeside' already" in accord(*arguments, code=2)
    assert "--replace" in accord(*arguments, code=2)
    accord(*arguments, "--replace")
    assert list(read_city("lakeside").sources[0].staging) == ["calls"]


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--name", "X", *WHO), "There is nothing to read"),
        (("--name", "X", *WHO, "--force", "no_such.csv"), "A file is missing"),
        (("--name", "1 X", *WHO, "--force", "x.csv"), "This is no id for a city"),
        (("--name", "X", "--force", "x.csv"), "give --state"),
        (("--name", "X", *WHO, "--portal", "force"), "is not DATASET=SOURCE/TABLE"),
    ],
)
def test_what_cannot_be_drafted_is_told(
    own_packs: Path, arguments: tuple[str, ...], phrase: str
) -> None:
    """Each missing or wrong answer ends in one message, and no file is written."""
    printed = " ".join(accord("new-city", *arguments, code=2).replace("│", " ").split())
    assert phrase in printed
    assert not own_packs.exists()


def test_what_is_not_given_is_asked_at_a_terminal(own_packs: Path, tmp_path: Path) -> None:
    """A person who types `accord new-city` and nothing else is led through."""
    (tmp_path / "raw").mkdir()
    lakeside(tmp_path / "raw")
    pty = pytest.importorskip("pty")  # not on Windows
    terminal, child_end = pty.openpty()
    command = [sys.executable, "-c", "from dashboard.cli import app; app()", "new-city"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=child_end, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    ) as running:
        answers = (
            *("Lakeside", f"{tmp_path}/raw/force_*.xlsx", "", f"{tmp_path}/raw/calls.jsonl", ""),
            *(f"{tmp_path}/raw/neighborhoods.shp", "or", "America/Los_Angeles", "the city"),
        )
        # Ctrl-D, so that a question more ends the command and not the patience
        typed = "".join(f"{answer}\n" for answer in answers) + "\x04"
        os.write(terminal, typed.encode())
        printed = running.communicate()[0].decode()
    assert running.returncode == 0, printed
    pack = read_city("lakeside")
    assert (pack.state, pack.layers[0].file) == ("OR", "neighborhoods.shp")
    assert [source.id for source in pack.sources] == ["force", "calls"]


def test_an_installed_accord_says_where_packs_can_stand(tmp_path: Path) -> None:
    """Without a checkout and without ACCORD_PACKS nothing is written beside the installed code."""
    for package in ("dashboard", "queries", "data", "sql"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copytree(ROOT / ".streamlit", tmp_path / "dashboard" / ".streamlit")  # as in a wheel
    (tmp_path / "calls.csv").write_text("id,date\n1,2020-01-01\n", encoding="utf-8")
    command = [sys.executable, "-c", "from dashboard.cli import app; app()", "new-city"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    environment.pop("ACCORD_PACKS", None)
    result = subprocess.run(
        [*command, "--name", "X", *WHO, "--calls", "calls.csv"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "set ACCORD_PACKS" in " ".join(result.stderr.split())
    assert not (tmp_path / "data" / "cities" / "x").exists()


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["01/02/2019", "12/31/2019"], ("%m/%d/%Y",)),
        (["31/12/2019", "01/02/2019"], ("%d/%m/%Y",)),
        (["1/2/19", "11/12/19", "1/2/2019"], ("%m/%d/%y", "%m/%d/%Y")),
        (["2019-01-05T10:00:00.000", "2019-01-06T10:00:00.000"], ("%Y-%m-%dT%H:%M:%S.%f",)),
        (["5-Mar-19", "6-Apr-19"], ("%d-%b-%y",)),
        (["March 2019", "April 2019"], ("%B %Y",)),
        (["101", "102"], ()),
    ],
)
def test_date_formats_are_read_off_the_values(
    tmp_path: Path, values: list[str], formats: tuple[str, ...]
) -> None:
    """The fewest formats that read all values are found, and a plain number is no date."""
    _, table = text_profile(
        tmp_path, "a.csv", "when,x\n" + "".join(f'"{value}",1\n' for value in values)
    )
    assert table.columns[0].formats == formats


def test_a_day_that_rows_lack_is_asked_about(tmp_path: Path) -> None:
    """Where a sixth of the rows has no date, the draft asks, since they would be set aside."""
    rows = "".join(f"r{at},{'' if at % 6 == 0 else '2019-01-01'}\n" for at in range(60))
    _, table = text_profile(tmp_path, "a.csv", "case number,occurred date\n" + rows)
    question = half_filled(guesses("force", table)["occurred_on"])
    assert "10 of 60 rows have no 'occurred date'" in str(question)


def test_the_sample_citys_known_faults_are_found(own_packs: Path, small_raw: Path) -> None:
    """Tests and numbers that a spreadsheet spoiled are set aside, as the sample's own pack does.

    What stays are the 15 rows of complaints whose values stand one column too far, each with a
    number of its own: no draft sees that, and a person who reads the distinct outcomes does. The
    21 complaints without a day received count by the day of what they are about.
    """
    accord(
        *("new-city", "--name", "Drafted", *WHO, "--force", f"{small_raw}/force.csv"),
        *("--complaints", f"{small_raw}/complaints.csv", "--calls", f"{small_raw}/calls_*.csv"),
        *("--areas", f"{small_raw}/neighborhoods.geojson"),
    )
    force = own_packs / "sql" / "staging" / "drafted" / "force.sql"
    text = force.read_text(encoding="utf-8")
    assert text.count("-- decide:") == 1  # the level of force
    force.write_text(re.sub(r" *-- decide: .*\n( *--   .*\n)*", "", text), encoding="utf-8")
    accord("build", "drafted", "--raw", str(small_raw))
    accord("publish", "drafted", "--unreviewed")
    con = open_vintage("drafted", str(current("drafted"))).con
    counts = con.execute(
        "select (select count(*) from force_incidents), (select count(*) from complaints), "
        "(select count(*) from calls)"
    ).fetchone()
    assert counts == (6000, 3036, 5000)
    unknown = "select count(*) from complaints where received_on is null"
    assert con.execute(unknown).fetchone() == (21,)


def test_two_downloads_of_the_same_records_are_asked_about(tmp_path: Path) -> None:
    """Files that hold the same numbers with the same days would be taken for one year and more."""
    rows = "".join(f"N{at},2019-01-{1 + at % 27:02}\n" for at in range(40))
    con, table = text_profile(tmp_path, "a.csv", "case number,occurred date\n" + rows)
    targets = guesses("force", table)
    con.execute("set variable date_formats = ['%Y-%m-%d']")
    number, day = targets["incident_id"], targets["occurred_on"]
    assert numbered(con, "force", number, day).decide is None
    question = numbered(con, "force", number, day).decide  # the same again, as a second source
    assert "40 of 40 numbers stand in several with the same day" in str(question)


def test_a_vague_name_is_asked_about(tmp_path: Path) -> None:
    """`Task Creation Date` is a date, but nothing says that it is the day of receipt."""
    rows = "".join(f"C{at},2019-01-{1 + at:02}\n" for at in range(20))
    _, table = text_profile(tmp_path, "a.csv", "Complaint No,Task Creation Date\n" + rows)
    targets = guesses("complaints", table)
    assert targets["complaint_id"].decide is None
    assert "its name says only 'date'" in str(targets["received_on"].decide)


@pytest.mark.parametrize(
    ("head", "row", "crs", "xs"),
    [
        ("longitude,latitude", "{x},{y}", "EPSG:4326", ('raw."longitude"',)),
        # the two stand in each other's place
        ("Lon,Lat", "{y},{x}", "EPSG:4326", ('raw."Lat"',)),
        ("where,x", "POINT ({x} {y}),1", "EPSG:4326", None),
        ("where,x", '"({y}, {x})",1', "EPSG:4326", None),
        ("MapX,MapY", "{fx},{fy}", "EPSG:2269", ('raw."MapX"',)),
    ],
)
def test_points_are_read_whatever_their_form(
    tmp_path: Path, head: str, row: str, crs: str, xs: tuple[str, ...] | None
) -> None:
    """The reading that puts most points into areas wins: degrees, swapped, text or feet."""
    area = shapely.box(-122.7, 45.48, -122.66, 45.52)
    frame = gpd.GeoDataFrame({"name": ["Center"]}, geometry=[area], crs=4326)
    frame.to_file(tmp_path / "areas.geojson")
    points = [(-122.69 + 0.002 * number, 45.49 + 0.001 * number) for number in range(12)]
    feet = gpd.GeoSeries(gpd.points_from_xy(*zip(*points, strict=True)), crs=4326).to_crs(2269)
    text = "".join(
        row.format(x=x, y=y, fx=in_feet.x, fy=in_feet.y) + "\n"
        for (x, y), in_feet in zip(points, feet, strict=True)
    )
    con, table = text_profile(tmp_path, "a.csv", f"{head}\n{text}")
    read_points, _ = find_points(
        con, table, [draft_layer(tmp_path / "areas.geojson", tmp_path, set())]
    )
    assert read_points is not None
    assert read_points.crs == crs
    assert "100.0% of 12 different points" in read_points.evidence
    assert xs is None or read_points.xs == xs


def test_points_in_two_projections_are_asked_about(tmp_path: Path) -> None:
    """A year in degrees beside a year in feet cannot be one source: the draft says which files."""
    area = shapely.box(-122.7, 45.48, -122.66, 45.52)
    gpd.GeoDataFrame({"name": ["Center"]}, geometry=[area], crs=4326).to_file(
        tmp_path / "a.geojson"
    )
    degrees = gpd.GeoSeries(gpd.points_from_xy([-122.69, -122.68], [45.49, 45.50]), crs=4326)
    for year, points, head in ((2018, degrees.to_crs(2269), "X,Y"), (2019, degrees, "Lon,Lat")):
        text = "".join(f"{point.x},{point.y}\n" for point in points)
        (tmp_path / f"{year}.csv").write_text(f"{head}\n{text}", encoding="utf-8")
    con = duckdb.connect()
    source = Source("calls", "20*.csv", "a test", dt.date(2024, 1, 1), (), {}, {})
    files = [tmp_path / "2018.csv", tmp_path / "2019.csv"]
    read_source(con, source, files, 1)
    table = profile(con, "calls", {path.name: header(con, path, source) for path in files})
    read_points, _ = find_points(con, table, [draft_layer(tmp_path / "a.geojson", tmp_path, set())])
    assert read_points is not None
    assert len(read_points.decide) == 1
    assert "EPSG:4326" in read_points.decide[0]
    assert "EPSG:2269" in read_points.decide[0]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"Use of force 2019,\n\nid,date,race\n1,2,3\n1,2,3\n", (2, ",", "utf-8")),
        ("a.csv", "id;name\n1;Peña\n".encode("latin-1"), (0, ";", "latin-1")),
        ("a.txt", b"id\tname\n1\tx, y\n2\tz, y\n", (0, "\t", "utf-8")),
        ("a.csv", "id,name\n1,x\n".encode("utf-16"), (0, ",", "utf-16")),
    ],
)
def test_how_a_file_is_written_is_seen(
    tmp_path: Path, name: str, content: bytes, expected: tuple[int, str, str]
) -> None:
    """Titles above the header, the delimiter and the encoding are found by looking."""
    (tmp_path / name).write_bytes(content)
    form = layout(tmp_path / name)
    assert (form.title_rows, form.delimiter, form.encoding) == expected


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A PDF is told apart from data before anything is read."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(BadInput, match="This kind of file cannot be read"):
        layout(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("vocabulary", "value", "word"),
    [
        ("race", "HISPANIC/LATINO", "latino"),
        ("race", "INDIAN", ""),  # of America or of India: the word does not say
        ("disposition", "Not Sustained", "not_sustained"),
        ("disposition", "Sustained - other", ""),
        ("call_category", "BURGLARY ALARM", ""),  # two categories: a person decides
        ("call_category", "Noise complaint", "disorder"),
    ],
)
def test_only_a_certain_word_gets_a_meaning(vocabulary: str, value: str, word: str) -> None:
    """A value is mapped when its meaning is certain, and left blank when not."""
    assert meaning(vocabulary, value) == word


def test_names_are_read_as_words() -> None:
    """Capitals, underscores, signs and abbreviations do not hide what a column is called."""
    assert tokens("CaseNo") == tokens("case_no") == tokens("Case #") == ["case", "number"]
    assert tokens("De-Escalation Attempted")[0] == "deescalation"


def test_a_portal_waits_for_its_first_fetch_and_is_then_read(own_packs: Path, home: Path) -> None:
    """Before a snapshot the draft says what to run; after it, the snapshot's files are profiled."""
    arguments = ("new-city", "--name", "Cinci", *WHO, "--portal", "force=Cincinnati/USE OF FORCE")
    accord(*arguments)
    toml = own_packs / "data" / "cities" / "cinci" / "city.toml"
    source = tomllib.loads(toml.read_text(encoding="utf-8"))["sources"][0]
    assert source["portal"] == {"source": "Cincinnati", "table": "USE OF FORCE"}
    staging = own_packs / "sql" / "staging" / "cinci" / "force.sql"
    assert "-- decide: nothing was fetched yet; run `accord fetch cinci`" in staging.read_text()
    assert "run `accord fetch cinci`" in accord("build", "cinci", code=2)
    snapshot = home / "raw" / "cinci" / "force" / "2026-11-20"
    snapshot.mkdir(parents=True)
    columns, at = ("incident_no", "incident_date"), dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    files = []
    for year in (2018, 2019):
        path = snapshot / f"{year}.parquet"
        duckdb.execute(
            f"copy (select 'N{year}-' || i as incident_no, '{year}-03-05' as incident_date "
            f"from range(30) t(i)) to '{path}' (format parquet)"
        )
        size, checksum = path.stat().st_size, sha256(path)
        files.append(SnapshotFile(path.name, 30, 30, size, checksum, columns, "a portal", "", at))
    description = Snapshot(snapshot, "force", at, 60, columns, tuple(files), None, 0, (), ())
    described = json.dumps(as_plain(description), default=str)
    (snapshot / "snapshot.json").write_text(described, encoding="utf-8")
    accord(*arguments, "--replace")
    source = tomllib.loads(toml.read_text(encoding="utf-8"))["sources"][0]
    assert source["file"] == "force/*/*.parquet"
    assert source["retrieved_on"] == dt.date(2026, 11, 20)
    assert 'trim(raw."incident_no")' in staging.read_text(encoding="utf-8")
    accord("build", "cinci")
    accord("publish", "cinci", "--unreviewed")
    assert records_by_area("cinci", "force_incidents") == {"unknown": 60}


def test_portlands_feet_are_found(own_packs: Path, shared_data: Path) -> None:
    """Real calls of 2016 in feet: the plane named is Oregon North, as the data's own notes say."""
    raw = shared_data / "portland"
    accord(
        *("new-city", "--name", "Pdx", *WHO, "--calls", f"{raw}/NIJ2016_SEP*.csv"),
        *("--areas", f"{raw}/neighborhoods.geojson"),
    )
    text = (own_packs / "data" / "cities" / "pdx" / "city.toml").read_text(encoding="utf-8")
    # EPSG:2913 and EPSG:2269 are the same plane on two datums, less than a meter apart
    assert 'crs = "EPSG:2269"' in text
    assert "99.2% of 2,000 different points" in text


@pytest.mark.parametrize(
    ("city", "force", "number", "questions"),
    [
        ("seattle", "use_of_force_2026-02.csv", "Incident_Num", 2),
        ("seattle", "use_of_force_*.csv", "Incident_Num", 3),
        ("new_orleans", "use_of_force_2020-12.csv", "PIB File Number", 1),
        ("chicago", "trr_main.csv.gz", "event_no", 4),
    ],
)
def test_real_files_are_read_as_their_packs_read_them(
    own_packs: Path, shared_data: Path, city: str, force: str, number: str, questions: int
) -> None:
    """On real force files the number is the one a person chose, or the draft asks about it.

    Chicago's event_no lacks 15 % of the rows and stands on many days a few times, its only date is
    a `trr_date`, and its kinds of force are columns that say yes or no: all are asked. New
    Orleans' question is its force level. Seattle's Incident_Type holds levels of force, its number
    is of one officer's report, and its two files are downloads of the same records.
    """
    accord("new-city", "--name", "Again", *WHO, "--force", f"{shared_data / city / force}")
    text = (own_packs / "sql" / "staging" / "again" / "force.sql").read_text(encoding="utf-8")
    assert f"nullif(trim(raw.\"{number}\"), '') as incident_id" in text
    assert text.count("-- decide:") == questions
