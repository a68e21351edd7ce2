"""What a draft counts: which number is beyond doubt, which choices it shows, what it asks."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from data.config import Source
from data.formats import header
from data.new_city import keys
from data.new_city.file_dates import offered
from data.new_city.guess import Guess, guesses
from data.new_city.merged import fill_down, merged_cells
from data.new_city.numbering import numbered, numbered_in_files
from data.new_city.profile import Table, profile
from data.new_city.spelling import parts
from data.new_city.spoiled import folded, spoiled, spoiled_question
from data.new_city.unit import Unit, unit
from data.new_city.words import tokens
from data.read import read_source

Row = tuple[object, ...]
Rows = Sequence[Row]


def drafted(
    folder: Path, head: str, rows: Rows, dataset: str = "force"
) -> tuple[duckdb.DuckDBPyConnection, Table, dict[str, Guess]]:
    """Return a CSV file's profile and the guesses of its columns."""
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    (folder / "a.csv").write_text(f"{head}\n{text}", encoding="utf-8")
    con = duckdb.connect()
    source = Source(dataset, "a.csv", "a test", dt.date(2024, 1, 1), (), {}, {})
    read_source(con, source, [folder / "a.csv"], 1)
    table = profile(con, dataset, {"a.csv": header(con, folder / "a.csv", source)})
    forms = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m"]
    con.execute("set variable date_formats = $forms", {"forms": forms})
    return con, table, guesses(dataset, table)


def counted(folder: Path, head: str, rows: Rows, dataset: str = "force") -> Unit:
    """Return what a draft of one CSV file counts."""
    con, table, by_target = drafted(folder, head, rows, dataset)
    day = by_target.get("received_at" if dataset == "calls" else "occurred_on")
    event = keys.event(con, table, by_target, day, (None, None))
    return unit(con, dataset, table, by_target, event, frozenset(), frozenset())


def days(n: int) -> list[str]:
    """Return n days, a week and a day apart."""
    first = dt.date(2018, 1, 1)
    return [str(first + dt.timedelta(days=8 * at)) for at in range(n)]


def test_a_number_whose_rows_agree_is_not_asked_about(tmp_path: Path) -> None:
    """Two officers' rows share a case number, day and address: incidents, beyond doubt."""
    rows = [
        (f"C{at}", day, f"{at} Elm St", officer)
        for at, day in enumerate(days(40))
        for officer in ("a", "b")
    ]
    assert counted(tmp_path, "CASENO,Incident Date,Address,Officer", rows) == Unit()


def test_numbers_that_share_an_event_are_asked_about(tmp_path: Path) -> None:
    """Three actions of one event have a number each: 40 events, 120 actions, and no incidents."""
    rows = [
        (f"{3 * at + n}", f"{day} 13:{at:02}", f"{at} Elm St", kind)
        for at, day in enumerate(days(40))
        for n, kind in enumerate(("Push", "Taser", "Hold"))
    ]
    result = counted(tmp_path, "Incident Number,Incident Date,Address,Force Type", rows)
    assert result.noun == "force_action"
    (question,) = result.decide
    assert "120 of 120 numbers of 'Incident Number' share day, time and place" in question
    assert "'Force Type' differs in 40 of 40 such events" in question
    assert "by 'Incident Number' 120; by row 120; by day, time and place 40" in question
    assert """concat_ws('/', raw."Incident Date", raw."Address") as incident_id,""" in question


@pytest.mark.parametrize(
    ("column", "noun"), [("Officer ID", "force_report"), ("Subject Race", "force_person")]
)
def test_what_a_row_stands_for_is_what_differs(tmp_path: Path, column: str, noun: str) -> None:
    """Rows of one event that differ by officer are reports, by person persons."""
    rows = [
        (f"{2 * at + n}", f"{day} 13:{at:02}", f"{at} Elm St", value)
        for at, day in enumerate(days(40))
        for n, value in enumerate(("Black", "White"))
    ]
    result = counted(tmp_path, f"Incident Number,Incident Date,Address,{column}", rows)
    assert result.noun == noun


def test_same_place_and_person_by_chance_is_no_doubt(tmp_path: Path) -> None:
    """Where two places and races make up all records, numbers that agree do so by chance."""
    rows = [
        (f"C{3 * at + n}", day, f"Beat {n % 2}", "Black")
        for at, day in enumerate(str(dt.date(2018, 1, 1) + dt.timedelta(days=n)) for n in range(90))
        for n in range(3)
    ]
    assert counted(tmp_path, "Case Number,Incident Date,Beat,Subject Race", rows).decide == ()


def test_a_report_number_makes_reports(tmp_path: Path) -> None:
    """A number of reports is never taken for one of incidents, and its name says so."""
    rows: list[Row] = [(f"R{at}", day) for at, day in enumerate(days(40))]
    result = counted(tmp_path, "Report No.,Incident Date", rows)
    assert (result.noun, result.decide) == ("force_report", ())
    assert "'Report No.' numbers reports" in result.evidence


def test_a_number_that_joins_what_another_keeps_apart_is_shown(tmp_path: Path) -> None:
    """A column without a telling name joins rows that agree on the day: it is asked about."""
    rows = [
        (f"N{2 * at + n}", day, f"UF{at:03}") for at, day in enumerate(days(40)) for n in (0, 1)
    ]
    (question,) = counted(tmp_path, "Incident Number,Incident Date,Folder", rows).decide
    assert "'Folder' joins rows that 'Incident Number' keeps apart" in question
    assert "by 'Folder' 40" in question


def test_a_number_of_many_days_is_asked_about(tmp_path: Path) -> None:
    """One number in ten rows on ten days is no incident, though all others are."""
    rows: list[Row] = [("C0", day) for day in days(10)]
    rows += [(f"C{at}", day) for at, day in enumerate(days(400)) if at >= 10 for _ in range(2)]
    (question,) = counted(tmp_path, "Case Number,Incident Date", rows).decide
    assert "1 numbers of 'Case Number' stand on many days: 'C0' in 10 rows on 10 days" in question


def test_a_bare_id_is_asked_about_unless_time_and_place_prove_it(tmp_path: Path) -> None:
    """`ID` says nothing of incidents; different times and places for each number do."""
    rows: list[Row] = [(at, f"{day} 13:{at:02}", f"{at} Elm St") for at, day in enumerate(days(40))]
    plain = [(at, str(moment)[:10]) for at, moment, _ in rows]
    assert counted(tmp_path, "ID,Incident Date,Address", rows).decide == ()
    (question,) = counted(tmp_path, "ID,Incident Date", plain).decide
    assert "the name 'ID' does not say what it numbers" in question


def test_without_a_number_the_choices_are_shown(tmp_path: Path) -> None:
    """By row 80, by day, time and place 40: each with what to write."""
    rows = [
        (f"{day} 13:{at:02}", f"{at} Elm St", race)
        for at, day in enumerate(days(40))
        for race in ("Black", "White")
    ]
    (question,) = counted(tmp_path, "Incident Date,Address,Subject Race", rows).decide
    assert "Counts: by row 80; by day, time and place 40" in question
    assert "by row: `concat_ws('/', raw.source_file, raw.source_row) as incident_id,`" in question


def test_rows_of_one_kind_without_a_number_are_counted_out(tmp_path: Path) -> None:
    """A kind of record without numbers is named, with the counts of leaving it out and of not."""
    rows: list[Row] = [
        ("" if at % 3 == 0 else f"N{at}", f"{day} 13:00", "Noise" if at % 3 == 0 else "Theft")
        for at, day in enumerate(days(60))
    ]
    (question,) = counted(tmp_path, "Event Number,Call Time,Call Type", rows, "calls").decide
    assert "20 of 60 rows have no 'Event Number', nearly all with 'Call Type' 'Noise'" in question
    assert "without them, as below, 40; each as a record of its own 60" in question


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2.018E+11", "id_mangled"),
        ("19-Feb", "id_mangled"),
        ("Feb-19", "id_mangled"),
        ("#REF!", "id_mangled"),
        ("#########", "id_mangled"),
        ("N/A", "id_missing"),
        ("0", "id_missing"),
        ("Pending", "id_missing"),
        ("TEST 1", "test_record"),
    ],
)
def test_what_is_no_number_is_set_aside(tmp_path: Path, value: str, reason: str) -> None:
    """What a spreadsheet or a clerk left in place of a number counts no incident, and is asked."""
    rows: list[Row] = [
        (value if at < 2 else f"2018-{at:04}", day) for at, day in enumerate(days(199))
    ]
    con, table, by_target = drafted(tmp_path, "Case Number,Incident Date", [*rows, *rows[2:3]])
    number = by_target["incident_id"]
    assert spoiled(con, table.rows, number) == {reason: 2}
    assert spoiled_question(con, table.rows, number, {reason: 2}) is None
    question = spoiled_question(con, 100, number, {reason: 2})
    assert f"2 of 100 rows ({reason}: {value!r} in 2)" in str(question)


@pytest.mark.parametrize(
    ("one", "other"), [("12,345", "12345"), ("12345.0", "12345"), ("0123", "123"), ("f-1", "F-1")]
)
def test_a_number_written_in_two_ways_is_one(tmp_path: Path, one: str, other: str) -> None:
    """Two forms whose rows agree on the day are one number; those that do not are asked about."""
    further: list[Row] = [(f"N{at}", day) for at, day in enumerate(days(40))]
    same: list[Row] = [(f'"{one}"', "2018-01-01"), (other, "2018-01-01")]
    con, _, by_target = drafted(tmp_path, "Case Number,Incident Date", further + same)
    number = folded(con, by_target["incident_id"], by_target["occurred_on"])
    n = con.execute(f"select count(distinct {number.sql}) from records as raw").fetchone()
    assert n == (41,)
    apart: list[Row] = [(f'"{one}"', "2018-01-01"), (other, "2019-01-01")]
    con, _, by_target = drafted(tmp_path, "Case Number,Incident Date", further + apart)
    number = folded(con, by_target["incident_id"], by_target["occurred_on"])
    assert "1 numbers, of which 0 agree on the day" in str(number.decide)


def test_numbers_that_begin_again_every_year_are_asked_about(tmp_path: Path) -> None:
    """1 to 40 in each of three years: 120 records by year and number, 40 by number."""
    rows: list[Row] = [
        (at + 1, day.replace("2018", str(year)))
        for year in (2016, 2017, 2018)
        for at, day in enumerate(days(40))
    ]
    con, _, by_target = drafted(tmp_path, "Case Number,Incident Date", rows)
    number = numbered(con, "force", by_target["incident_id"], by_target["occurred_on"])
    assert "by year and number 120; by number 40" in str(number.decide)
    n = con.execute(f"select count(distinct {number.sql}) from records as raw").fetchone()
    assert n == (120,)


def test_merged_cells_are_taken_from_above(tmp_path: Path) -> None:
    """Rows without number and day belong to the record above, and a person agrees."""
    rows: list[Row] = [
        row for at, day in enumerate(days(30)) for row in ((f"F{at}", day, "a"), ("", "", "b"))
    ]
    con, table, by_target = drafted(tmp_path, "Case Number,Incident Date,Officer", rows)
    question = merged_cells(con, table, by_target["incident_id"], by_target["occurred_on"])
    fill_down(con, by_target["incident_id"], by_target["occurred_on"])
    assert "30 of 60 rows have neither 'Case Number' nor 'Incident Date'" in str(question)
    n = con.execute('select count("Case Number"), count(distinct "Case Number") from records')
    assert n.fetchone() == (60, 30)


def test_rows_that_say_nothing_are_no_merged_cells(tmp_path: Path) -> None:
    """Empty rows, and rows that lack only the number, stay what they are."""
    rows: list[Row] = [
        row for at, day in enumerate(days(30)) for row in ((f"F{at}", day, "a"), ("", "", ""))
    ]
    con, table, by_target = drafted(tmp_path, "Case Number,Incident Date,Officer", rows)
    assert merged_cells(con, table, by_target["incident_id"], by_target["occurred_on"]) is None
    rows = [
        row for at, day in enumerate(days(30)) for row in ((f"F{at}", day, "a"), ("", day, "b"))
    ]
    con, table, by_target = drafted(tmp_path, "Case Number,Incident Date,Officer", rows)
    assert merged_cells(con, table, by_target["incident_id"], by_target["occurred_on"]) is None


def test_numbers_of_files_without_days_are_asked_about(tmp_path: Path) -> None:
    """The same numbers in two files are two records unless a person says that they are one."""
    con, _, by_target = drafted(tmp_path, "Event Number,Force Type", [(at, "Push") for at in "123"])
    number = by_target["incident_id"]
    assert numbered_in_files(con, number) == number
    con.execute(
        "insert into records by name select * replace ('b.csv' as source_file) from records"
    )
    assert "by file and number 6; by number 3" in str(numbered_in_files(con, number).decide)


@pytest.mark.parametrize(
    ("files", "written"),
    [
        (("force_2017.csv", "force_2018.csv"), "make_date("),
        (("force_2017-03.csv", "force_2017-04.csv"), "'%Y%m'"),
        (("force_2017.csv", "force.csv"), ""),
    ],
)
def test_the_date_of_a_files_name_is_offered(files: tuple[str, ...], written: str) -> None:
    """A year or month in every name is offered as the date, with what can then be compared."""
    text = offered(files, "occurred_on")
    assert written in text
    assert bool(text) == bool(written)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("FILENUM", ["file", "number"]),
        ("CASENO", ["case", "number"]),
        ("INC_NUM", ["incident", "number"]),
        ("UOFNum", ["uof", "number"]),
        ("incidentnumber", ["incident", "number"]),
        ("Narrative", ["narrative"]),
        ("notes", ["notes"]),
    ],
)
def test_names_of_any_spelling_are_read(name: str, words: list[str]) -> None:
    """Words that run together are parted, and words that only look so are not."""
    assert tokens(name) == words
    assert parts("casenotes", frozenset({"case", "note", "s"})) == ("casenotes",)
